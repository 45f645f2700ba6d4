/**
 * Makes the kernels of the configured servers.
 */
import { Notification } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import { kernelNames } from '../servers/kernelNames';
import type { IDeephavenServer, IDeephavenServers, IRuns } from '../tokens';
import { Assistant } from './assistant';
import { CellRunner } from './cell';
import { PageKernel } from './kernel';
import type { IKeptKernel } from './kernels';
import type { LiveTables } from './tables/liveTables';

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
    { count, id, name }: IKeptKernel,
    place: () => string | null,
    onChanged: () => void = () => undefined
  ): PageKernel {
    const { runs, sanitizer, servers, tables, trans } = this._options;
    const server = () => this.serverOf(name);
    return new PageKernel({
      id,
      name,
      count,
      banner: trans.__(
        'Python in the Deephaven worker of “%1”. All its sessions share its variables.',
        this._serverName(name)
      ),
      runner: new CellRunner({
        server,
        servers,
        runs,
        place,
        sanitize: html => sanitizer.sanitize(html),
        tables,
        trans
      }),
      assist: new Assistant(server),
      onChanged,
      onRestarted: () => this.explainRestart(name)
    });
  }

  /** The server of a kernel's name; null when it is not configured any more. */
  serverOf(name: string): IDeephavenServer | null {
    return kernelNames(this._options.servers.servers).get(name) ?? null;
  }

  /** Say what a restart does, once: those who know it need not hear it again. */
  explainRestart(name: string): void {
    if (!this._isExplained) {
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
    /** Takes the tables that cells show. */
    readonly tables: LiveTables;
    readonly sanitizer: IRenderMime.ISanitizer;
    readonly trans: TranslationBundle;
  }
}
