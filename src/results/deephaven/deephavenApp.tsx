/**
 * The contexts that Deephaven's components need: theme, API, translations, and
 * where their dialogs open.
 */
import '@deephaven/components/css/BaseStyleSheet.css';

import { ThemeContext } from '@deephaven/components';
import { SpectrumThemeProvider } from '@deephaven/components/dist/theme/SpectrumThemeProvider';
import { ApiContext } from '@deephaven/jsapi-bootstrap';
import type { dh } from '@deephaven/jsapi-types';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { UNSAFE_PortalProvider } from 'react-aria';

import type { DeephavenApi } from '../../connection/api';
import type { Themes } from './irisTheme';
import { overlayHost } from './overlayHost';
import { TransContext } from './transContext';

/** Components of Deephaven's, in the theme of the page. */
export function DeephavenApp(props: {
  api: DeephavenApi;
  themes: Themes;
  trans: TranslationBundle;
  children: React.ReactNode;
}): JSX.Element {
  const { api, children, themes, trans } = props;
  const theme = React.useMemo(
    () => ({
      activeThemes: [...themes],
      selectedThemeKey: themes[themes.length - 1].themeKey,
      themes: [...themes],
      setSelectedThemeKey: () => undefined
    }),
    [themes]
  );
  const isDark = themes[0].themeKey === 'default-dark';
  return (
    <TransContext.Provider value={trans}>
      <ThemeContext.Provider value={theme as never}>
        <SpectrumThemeProvider colorScheme={isDark ? 'dark' : 'light'}>
          <UNSAFE_PortalProvider getContainer={overlayHost}>
            <ApiContext.Provider value={api as unknown as typeof dh}>
              {children}
            </ApiContext.Provider>
          </UNSAFE_PortalProvider>
        </SpectrumThemeProvider>
      </ThemeContext.Provider>
    </TransContext.Provider>
  );
}
