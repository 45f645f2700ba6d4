/**
 * Makes the kernels of the configured servers.
 */
import { Notification } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import { kernelNames } from '../servers/kernelNames';
import type { IKernelSettings } from '../servers/kernelScopes';
import { scopeOf } from '../servers/kernelScopes';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IRuns,
  IScope
} from '../tokens';
import type { SettingsStore } from '../ui/settingsStore';
import { Assistant } from './assistant';
import { CellRunner } from './cells/cell';
import { PageKernel } from './kernel';
import type { IKeptKernel } from './server/kernels';
import type { LiveTables } from './tables/liveTables';
import { unknownResult } from './cells/unknownResult';

/** Makes kernels. */
export class KernelMaker {
  constructor(options: KernelMaker.IOptions) {
    this._options = options;
  }

  /**
   * Make a kernel.
   *
   * @param place - the path of the kernel's notebook; null for a console.
   * @param onChanged - called when what a later page has to know has changed.
   */
  make(
    { count, id, left, name }: IKeptKernel,
    place: () => string | null,
    onChanged: () => void = () => undefined
  ): PageKernel {
    const { runs, sanitizer, servers, settings, tables, trans } = this._options;
    const server = () => this.serverOf(name);
    const scope = () => scopeOf(settings.value, id);
    return new PageKernel({
      id,
      name,
      count,
      left,
      unknown: unknownResult(trans),
      banner: trans.__(
        'Python in the Deephaven worker of “%1”. All its sessions share its variables.',
        this._serverName(name)
      ),
      runner: new CellRunner({
        server,
        servers,
        runs,
        scope,
        place,
        sanitize: html => sanitizer.sanitize(html),
        tables,
        trans
      }),
      assist: new Assistant(server, scope),
      onChanged,
      onEnded: how => {
        if (how === 'restart') {
          this.explainRestart(id, name);
        }
        this._forget(scope(), name);
      }
    });
  }

  /** The server of a kernel's name; null when it is not configured any more. */
  serverOf(name: string): IDeephavenServer | null {
    return kernelNames(this._options.servers.servers).get(name) ?? null;
  }

  /** Say what a restart leaves, once: those who know it need not hear it again. */
  explainRestart(id: string, name: string): void {
    const { settings } = this._options;
    if (!this._isExplained && !scopeOf(settings.value, id)) {
      this._isExplained = true;
      Notification.info(
        this._options.trans.__(
          'The kernel counts from 1 again. Variables stay: all sessions of “%1” share them.',
          this._serverName(name)
        ),
        { autoClose: 10000 }
      );
    }
  }

  /** Have the worker delete the variables that only a kernel has. */
  private _forget(scope: IScope | null, name: string): void {
    const connection = this.serverOf(name)?.connection;
    if (scope && connection) {
      connection.forgetScope(scope.id).catch(reason => {
        console.warn('The variables of a kernel could not be deleted', reason);
      });
    }
  }

  private _serverName(kernel: string): string {
    return this.serverOf(kernel)?.config.name ?? kernel;
  }

  private _isExplained = false;
  private _options: KernelMaker.IOptions;
}

/** A namespace for `KernelMaker` statics. */
export namespace KernelMaker {
  /** What kernels have in common. */
  export interface IOptions {
    readonly servers: IDeephavenServers;
    readonly runs: IRuns;
    readonly settings: SettingsStore<IKernelSettings>;
    /** Takes the tables that cells show. */
    readonly tables: LiveTables;
    readonly sanitizer: IRenderMime.ISanitizer;
    readonly trans: TranslationBundle;
  }
}
