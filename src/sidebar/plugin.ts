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

import { IDeephavenServers, IRuns, IServedModules } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import { deephavenIcon } from '../ui/icons';
import { giveFocusBack } from '../ui/menuFocus';
import { LazyPanel } from './lazyPanel';

/** The plugin. */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:sidebar',
  description: 'Shows servers, served modules and variables in a sidebar.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IServedModules,
    IRuns,
    ILayoutRestorer,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    served: IServedModules | null,
    runs: IRuns | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { commands, shell } = app;
    const sidebar = new LazyPanel(
      async () => {
        const { Sidebar } = await import('./sidebar');
        return new Sidebar({
          commands,
          servers,
          served,
          runs,
          translator: translator ?? nullTranslator,
          trans
        });
      },
      reason =>
        trans.__(
          'The sidebar could not be loaded. Is the Jupyter server running? Close and open the sidebar to try again, or reload the page. (%1)',
          String(reason)
        )
    );
    sidebar.id = 'jupyterlab-deephaven-sidebar';
    sidebar.title.icon = deephavenIcon;
    sidebar.title.caption = trans.__('Deephaven');
    sidebar.title.dataset = { jpTabLabel: trans.__('Deephaven') };
    sidebar.node.setAttribute('role', 'region');
    sidebar.node.setAttribute('aria-label', trans.__('Deephaven'));
    giveFocusBack(sidebar, app.contextMenu.menu);
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
