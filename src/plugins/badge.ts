/**
 * Shows in the file browser what is served.
 *
 * JupyterLab has one seat for who renders its file browser: another extension
 * may take it. So nothing depends on this plugin.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowserRenderer } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ServedRenderer } from '../jupyter/servedRenderer';
import { IServedModules } from '../tokens';

/** The plugin. */
export const badgePlugin: JupyterFrontEndPlugin<IDefaultFileBrowserRenderer> = {
  id: 'jupyterlab-deephaven:badge',
  description: 'Shows in the file browser what is served to Deephaven.',
  autoStart: true,
  provides: IDefaultFileBrowserRenderer,
  requires: [IServedModules],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    served: IServedModules,
    translator: ITranslator | null
  ): IDefaultFileBrowserRenderer => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    return new ServedRenderer(served, app.serviceManager.contents, trans);
  }
};
