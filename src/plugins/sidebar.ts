/**
 * Puts the servers, the served modules and the variables into a sidebar.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../jupyter/commandIds';
import { IDeephavenServers, IServedModules } from '../tokens';
import { Sidebar } from '../widgets/sidebar';

/** The plugin. */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:sidebar',
  description: 'Shows servers, served modules and variables in a sidebar.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IServedModules,
    ILayoutRestorer,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    served: IServedModules | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { commands, shell } = app;
    const sidebar = new Sidebar({
      commands,
      servers,
      served,
      translator: translator ?? nullTranslator,
      trans
    });
    restorer?.add(sidebar, sidebar.id);
    shell.add(sidebar, 'left', { rank: 600, type: 'Deephaven' });

    commands.addCommand(CommandIDs.showSidebar, {
      label: trans.__('Show Deephaven Sidebar'),
      caption: trans.__('Show the Deephaven servers and served modules'),
      execute: () => shell.activateById(sidebar.id),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    palette?.addItem({
      command: CommandIDs.showSidebar,
      category: trans.__('Deephaven')
    });
  }
};
