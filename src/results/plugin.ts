/**
 * Opens what code made in a worker in tabs: tables, plots, widgets.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { IThemeManager, WidgetTracker } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { IRun } from '../tokens';
import { IDeephavenServers, IRuns } from '../tokens';
import { bringToFront } from '../ui/bringToFront';
import { CommandIDs } from '../ui/commandIds';
import { SettingsStore } from '../ui/settingsStore';
import type { IFormatSettings } from './deephaven/tableView';
import type { IViewState } from './deephaven/viewState';
import { FORMAT_DEFAULTS, RESULTS_PLUGIN } from './formatDefaults';
import { asJSON, INITIAL_VIEW, isSameView } from './deephaven/viewState';
import { areBeside } from './tabAreas';
import type { VariableOpener } from './variableCommands';
import { addVariableCommands } from './variableCommands';
import type { VariablePanel } from './variablePanel';

/** The settings of `schema/results.json`. */
interface IResultsSettings extends IFormatSettings {
  openNew: 'never' | 'tab' | 'beside';
  [key: string]: unknown;
}

/** How many tabs one run opens at most. */
const MAX_OPENED = 5;

/** The plugin. */
export const resultsPlugin: JupyterFrontEndPlugin<void> = {
  id: RESULTS_PLUGIN,
  description: 'Opens Deephaven tables, plots and widgets in tabs.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    ILabShell,
    IRuns,
    IThemeManager,
    ISettingRegistry,
    ILayoutRestorer,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    labShell: ILabShell | null,
    runs: IRuns | null,
    themes: IThemeManager | null,
    registry: ISettingRegistry | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): void => {
    if (!servers) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { shell } = app;
    const settings = new SettingsStore<IResultsSettings>(
      registry,
      resultsPlugin.id,
      {
        openNew: 'never',
        ...FORMAT_DEFAULTS
      }
    );
    const tracker = new WidgetTracker<MainAreaWidget<VariablePanel>>({
      namespace: 'jupyterlab-deephaven-results'
    });

    const create = async (
      server: string,
      name: string,
      viewState: IViewState
    ) => {
      const { createVariableTab } = await import('./variableTab');
      return createVariableTab({
        server,
        name,
        viewState,
        formats: settings,
        servers,
        connect: server => servers.connect(server),
        themes,
        trans
      });
    };

    /** Keep how a table is shown, for when the page comes back. */
    const saveViewState = (widget: MainAreaWidget<VariablePanel>) => {
      const { content } = widget;
      let saved = content.viewState;
      content.changed.connect(() => {
        const { viewState } = content;
        if (!isSameView(viewState, saved)) {
          saved = viewState;
          void tracker.save(widget);
        }
      });
    };

    const opening = new Map<string, Promise<MainAreaWidget<VariablePanel>>>();
    const open: VariableOpener = async (server, name, mode) => {
      const serverName = server.config.name;
      const key = JSON.stringify([serverName, name]);
      const isThere = (widget: MainAreaWidget<VariablePanel>) =>
        widget.content.server === serverName && widget.content.name === name;
      let widget = tracker.find(isThere);
      if (!widget) {
        const isSecond = opening.has(key);
        const creating =
          opening.get(key) ??
          create(serverName, name, mode.viewState ?? INITIAL_VIEW).finally(() =>
            opening.delete(key)
          );
        opening.set(key, creating);
        widget = await creating;
        if (!isSecond) {
          await tracker.add(widget);
          saveViewState(widget);
          // Elsewhere, as in Notebook 7, a page has one document.
          shell.add(widget, labShell ? 'main' : 'down', {
            mode: mode.split ? 'split-right' : 'tab-after',
            ref: mode.behind,
            activate: mode.activate
          });
        }
      }
      if (mode.activate) {
        bringToFront(shell, widget);
      }
      await widget.content.settled;
    };
    addVariableCommands(app, servers, open, trans);

    void restorer?.restore(tracker, {
      command: CommandIDs.openVariable,
      args: ({ content: { name, server, viewState } }) => ({
        name,
        server,
        view: asJSON(viewState),
        activate: false,
        restored: true
      }),
      name: ({ content: { name, server } }) => JSON.stringify([server, name])
    });

    const openNew = async ({ result, server }: IRun) => {
      const mode = settings.value.openNew;
      const found = servers.find(server);
      if (mode === 'never' || !result || !found) {
        return;
      }
      const before = shell.currentWidget;
      for (const name of result.created.slice(0, MAX_OPENED)) {
        // With those that stand beside already, wherever the user put them.
        const behind =
          mode === 'beside' && before
            ? tracker.find(widget => areBeside(widget, before))?.id
            : undefined;
        const split = mode === 'beside' && behind === undefined;
        await open(found, name, { behind, split, activate: false });
      }
      if (before && !before.isDisposed) {
        // The focus stays where the user types.
        shell.activateById(before.id);
      }
    };
    runs?.ended.connect((_: IRuns, run: IRun) => {
      openNew(run).catch(reason => {
        console.warn('New Deephaven variables could not be opened', reason);
      });
    });
  }
};
