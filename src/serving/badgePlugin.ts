/**
 * Shows in the file browser what is served.
 *
 * JupyterLab has one seat for who renders its file browser: another extension
 * may take it. So nothing depends on these plugins. There are two, as the file
 * browser waits for the first with all that it waits for: nothing.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowserRenderer } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IServedModules } from '../tokens';
import { ServedRenderer } from './servedRenderer';

/** The plugin that renders the file browser. */
export const badgeRendererPlugin: JupyterFrontEndPlugin<IDefaultFileBrowserRenderer> =
  {
    id: 'jupyterlab-deephaven:badge-renderer',
    description: 'Renders the file browser, with room for badges.',
    autoStart: true,
    provides: IDefaultFileBrowserRenderer,
    activate: (app: JupyterFrontEnd): IDefaultFileBrowserRenderer =>
      new ServedRenderer(app.serviceManager.contents)
  };

/** The plugin that says what has a badge. */
export const badgePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:badge',
  description: 'Shows in the file browser what is served to Deephaven.',
  autoStart: true,
  optional: [IDefaultFileBrowserRenderer, IServedModules, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    renderer: IDefaultFileBrowserRenderer | null,
    served: IServedModules | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    if (renderer instanceof ServedRenderer && served) {
      renderer.show(served, trans);
    }
  }
};
