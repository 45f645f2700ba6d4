/**
 * The translation bundle, for components that Deephaven's grid creates.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import * as React from 'react';

/** The bundle of the table around a component. */
export const TransContext = React.createContext<TranslationBundle>(
  nullTranslator.load('jupyterlab_deephaven')
);
