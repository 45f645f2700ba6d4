/**
 * Connected servers as JupyterLab's panel of what is running shows them.
 */
import type { IRunningSessions } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import { folderIcon, pythonIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';

import { isPythonFile } from '../../protocol/names';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IServedModules
} from '../../tokens';
import { CommandIDs } from '../../ui/commandIds';
import { serverIcon } from '../../ui/icons';

/** The servers that are connected, or will be. */
export class RunningServers implements IRunningSessions.IManager {
  constructor(options: RunningServers.IOptions) {
    const { servers, served, trans } = options;
    this._options = options;
    this.name = trans.__('Deephaven');
    this.shutdownLabel = trans.__('Disconnect');
    this.shutdownAllLabel = trans.__('Disconnect All');
    this.shutdownAllConfirmationText = trans.__(
      'Disconnect from all Deephaven servers? Running code continues, but its output is lost.'
    );
    servers.changed.connect(() => this._changed.emit(), this);
    served?.changed.connect(() => this._changed.emit(), this);
  }

  readonly name: string;
  /** As a tree, with modules below servers, or servers alone. */
  readonly supportsMultipleViews = true;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;

  get runningChanged() {
    return this._changed;
  }

  running({
    mode
  }: {
    mode: 'tree' | 'list';
  }): IRunningSessions.IRunningItem[] {
    return this._connected().map(server => ({
      ...this._item(server),
      children:
        mode === 'tree' && server.state === 'connected' ? this._modules() : []
    }));
  }

  refreshRunning(): void {
    // Always up to date.
  }

  shutdownAll(): void {
    this._connected().forEach(server => void server.disconnect());
  }

  private _connected(): IDeephavenServer[] {
    return this._options.servers.servers.filter(isRunning);
  }

  private _item(server: IDeephavenServer): IRunningSessions.IRunningItem {
    const { commands, trans } = this._options;
    const { name, url } = server.config;
    return {
      icon: () => serverIcon,
      label: () => name,
      labelTitle: () => url,
      detail: () =>
        server.state === 'connected'
          ? server.route === 'jupyter'
            ? trans.__('through Jupyter')
            : ''
          : server.state === 'lost'
            ? trans.__('connection lost')
            : trans.__('connecting'),
      open: () => {
        if (commands.hasCommand(CommandIDs.showSidebar)) {
          void commands.execute(CommandIDs.showSidebar);
        }
      },
      shutdown: () => void server.disconnect()
    };
  }

  /** What is served: the same to all servers. */
  private _modules(): IRunningSessions.IRunningItem[] {
    const { commands, served } = this._options;
    if (!served?.serving) {
      return [];
    }
    return served.entries
      .filter(({ enabled, problem }) => enabled && problem === null)
      .map(({ name, path }) => ({
        icon: () => (isPythonFile(path) ? pythonIcon : folderIcon),
        label: () => name,
        labelTitle: () => path,
        open: () => void commands.execute(CommandIDs.showServed, { path })
      }));
  }

  private _changed = new Signal<this, void>(this);
  private _options: RunningServers.IOptions;
}

/** Whether a server is connected, or will be. */
export function isRunning({ state }: IDeephavenServer): boolean {
  return ['connected', 'connecting', 'lost'].includes(state);
}

/** A namespace for `RunningServers` statics. */
export namespace RunningServers {
  /** What the section needs. */
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly servers: IDeephavenServers;
    readonly served: IServedModules | null;
    readonly trans: TranslationBundle;
  }
}
