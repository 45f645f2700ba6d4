/**
 * Provides what is served, and the commands that change it.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';

import { JupyterFileStore } from '../files/fileStore';
import { OpenDocuments, watchDocuments } from '../files/openDocuments';
import { ServerExtension } from '../files/serverExtension';
import { IServedModules } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import { SettingsStore } from '../ui/settingsStore';
import { addKeepCommand } from './keepCommand';
import { addServedCommands } from './servedCommands';
import { ServedModules } from './servedModules';
import type { IServedSettings } from './servedSettings';
import { SERVED_DEFAULTS } from './servedSettings';
import { addServedRenderers } from './settingsRenderer';

/** The plugin. */
export const servedPlugin: JupyterFrontEndPlugin<IServedModules> = {
  id: 'jupyterlab-deephaven:served',
  description: 'Provides the folders and files that are served to Deephaven.',
  autoStart: true,
  provides: IServedModules,
  optional: [
    ISettingRegistry,
    IDocumentManager,
    IFileBrowserFactory,
    ICommandPalette,
    ITranslator,
    IFormRendererRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    documents: IDocumentManager | null,
    browsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    renderers: IFormRendererRegistry | null
  ): IServedModules => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { contents } = app.serviceManager;
    const served = new ServedModules({
      contents,
      documents: documents && new OpenDocuments(documents),
      settings: new SettingsStore<IServedSettings>(
        registry,
        servedPlugin.id,
        SERVED_DEFAULTS,
        trans
      ),
      store: new JupyterFileStore(
        contents,
        new ServerExtension(app.serviceManager.serverSettings)
      ),
      trans
    });
    if (documents) {
      watchDocuments(app.docRegistry, path => served.recordChange(path));
    }
    if (renderers) {
      addServedRenderers(renderers, servedPlugin.id, served, trans);
    }
    addServedCommands(app, served, browsers, trans);
    addKeepCommand(app, served, browsers, trans);
    const category = trans.__('Deephaven');
    for (const command of [
      CommandIDs.serve,
      CommandIDs.stopServing,
      CommandIDs.setServing
    ]) {
      palette?.addItem({ command, category });
    }
    palette?.addItem({
      command: CommandIDs.serve,
      args: { contents: true },
      category
    });
    void app.restored.then(() => served.findProblems());
    return served;
  }
};
