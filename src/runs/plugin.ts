/**
 * Provides runs of code, and the commands that run files and selections.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { FileEditor } from '@jupyterlab/fileeditor';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { JupyterFileStore } from '../files/fileStore';
import { OpenDocuments } from '../files/openDocuments';
import { IDeephavenServers, IRuns, IServedModules } from '../tokens';
import { ServerPicker } from '../servers/documents/serverPicker';
import { CommandIDs } from '../ui/commandIds';
import { documentButton } from '../ui/documentButton';
import { SettingsStore } from '../ui/settingsStore';
import { addAgainCommand } from './againCommand';
import { announceRuns } from './output/announcer';
import { addRunCommands } from './runCommands';
import { Runs } from './runs';
import { storedRuns, storeRuns } from './runStore';
import { addStopCommand } from './stopCommand';

/** The settings of `schema/run.json` that matter here. */
interface IRunSettings {
  keptRuns: number;
  keptOutput: number;
  [key: string]: unknown;
}

/** Follow what still runs on servers that connect, after a reload or a loss. */
function resumeRuns(servers: IDeephavenServers, runs: IRuns): void {
  const known = new WeakSet<object>();
  const update = () => {
    for (const server of servers.servers) {
      const { connection } = server;
      if (connection?.plugin.kind === 'ours' && !known.has(connection)) {
        known.add(connection);
        runs.resume(server).catch(reason => {
          console.warn('Runs of an earlier connection are lost', reason);
        });
      }
    }
  };
  servers.changed.connect(update);
  update();
}

/** The plugin. */
export const runPlugin: JupyterFrontEndPlugin<IRuns> = {
  id: 'jupyterlab-deephaven:run',
  description: 'Runs Python files and selections in Deephaven.',
  autoStart: true,
  provides: IRuns,
  optional: [
    IDeephavenServers,
    IServedModules,
    IDocumentManager,
    IEditorTracker,
    IFileBrowserFactory,
    IToolbarWidgetRegistry,
    ISettingRegistry,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    served: IServedModules | null,
    documents: IDocumentManager | null,
    editors: IEditorTracker | null,
    browsers: IFileBrowserFactory | null,
    toolbars: IToolbarWidgetRegistry | null,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): IRuns => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const settings = new SettingsStore<IRunSettings>(registry, runPlugin.id, {
      keptRuns: 50,
      keptOutput: 2000000
    });
    const { contents } = app.serviceManager;
    const runs = new Runs(
      () => settings.value,
      async (result, server, options) => {
        if (result.exception?.name !== 'ModuleNotFoundError') {
          return result;
        }
        const { explainMissing } = await import('./missing/missingModules');
        const explaining = { contents, served, trans };
        return explainMissing(result, server, options, explaining);
      },
      storedRuns(sessionStorage, server =>
        trans.__(
          'The page was reloaded while this ran. Connect to %1 to see how it goes on.',
          server
        )
      )
    );
    window.addEventListener('pagehide', () => {
      storeRuns(runs.runs, sessionStorage);
    });
    announceRuns(runs, trans);
    if (!servers) {
      return runs;
    }
    runs.ended.connect(async (_, run) => {
      // Elsewhere there is no place for a button.
      if (run.isShown && run.result?.unserved) {
        const { notifyOffer } = await import('./missing/serveOffer');
        notifyOffer(run, app.commands, trans);
      }
    });
    resumeRuns(servers, runs);
    addRunCommands(app, {
      servers,
      runs,
      contents,
      documents: documents && new OpenDocuments(documents),
      store: new JupyterFileStore(contents),
      editors,
      browsers,
      trans
    });
    addStopCommand(app, servers, runs, trans);
    addAgainCommand(app, servers, runs, trans);
    for (const [name, id] of [
      ['deephaven-run', CommandIDs.runFile],
      ['deephaven-run-selection', CommandIDs.runSelection],
      ['deephaven-stop', CommandIDs.stopRun]
    ]) {
      toolbars?.addFactory<IDocumentWidget<FileEditor>>(
        'Editor',
        name,
        widget => documentButton(app.commands, id, widget)
      );
    }
    toolbars?.addFactory<IDocumentWidget<FileEditor>>(
      'Editor',
      'deephaven-server',
      widget => new ServerPicker(widget, servers, trans)
    );
    const category = trans.__('Deephaven');
    for (const command of [
      CommandIDs.runFile,
      CommandIDs.runSelection,
      CommandIDs.runCode,
      CommandIDs.stopRun,
      CommandIDs.runAgain
    ]) {
      palette?.addItem({ command, category });
    }
    return runs;
  }
};
