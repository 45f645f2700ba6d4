/**
 * The kernels of the page and their sessions, as lists that a reload brings back.
 */
import type { Kernel, Session } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ICellKept } from '../cells/types';
import type { PageKernel } from '../kernel';

/** A kernel as it is kept over a reload. */
export interface IKeptKernel {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** The cell that ran; null for none. */
  readonly left: ICellKept | null;
}

/** A session, and the kernel that it has. */
export interface IKernelSession {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly kernel: string;
}

/** What is kept over a reload. */
interface IKept {
  readonly kernels: readonly IKeptKernel[];
  readonly sessions: readonly IKernelSession[];
}

/** The kernels. */
export class Kernels {
  /**
   * @param create - makes a kernel.
   * @param storage - what is there after a reload, and in this tab only.
   */
  constructor(
    private readonly _create: (kept: IKeptKernel) => PageKernel,
    private readonly _storage: Storage,
    private readonly _key: string
  ) {
    const { kernels, sessions } = this._read();
    kernels.forEach(kept => this._kernels.set(kept.id, _create(kept)));
    sessions
      .filter(({ kernel }) => this._kernels.has(kernel))
      .forEach(session => this._sessions.set(session.id, session));
  }

  /** All kernels. */
  get kernels(): readonly PageKernel[] {
    return [...this._kernels.values()];
  }

  /** All sessions. */
  get sessions(): readonly IKernelSession[] {
    return [...this._sessions.values()];
  }

  /** A kernel by its id; null when there is none. */
  kernel(id: unknown): PageKernel | null {
    return (typeof id === 'string' && this._kernels.get(id)) || null;
  }

  /** A session by its id; null when there is none. */
  session(id: string): IKernelSession | null {
    return this._sessions.get(id) ?? null;
  }

  /** The session that a kernel was started for; null when there is none. */
  sessionOf(kernel: string): IKernelSession | null {
    return this.sessions.find(session => session.kernel === kernel) ?? null;
  }

  /** Start a kernel. */
  start(name: string): PageKernel {
    const id = UUID.uuid4();
    const kernel = this._create({ id, name, count: 0, left: null });
    this._kernels.set(kernel.id, kernel);
    this.save();
    return kernel;
  }

  /** Add a session, or change it. */
  put(session: IKernelSession): IKernelSession {
    this._sessions.set(session.id, session);
    this.save();
    return session;
  }

  /** Remove a session; its kernel stays. */
  removeSession(id: string): void {
    this._sessions.delete(id);
    this.save();
  }

  /** End a kernel, and its sessions with it. */
  shutDown(kernel: PageKernel): void {
    this._kernels.delete(kernel.id);
    for (const session of this.sessions) {
      if (session.kernel === kernel.id) {
        this._sessions.delete(session.id);
      }
    }
    kernel.dispose();
    this.save();
  }

  /** Emitted when what is kept has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Keep what there is now. */
  save(): void {
    this._store();
    this._changed.emit();
  }

  private _store(): void {
    const kept: IKept = {
      kernels: this.kernels.map(({ count, id, kept, name }) => ({
        id,
        name,
        count,
        left: kept
      })),
      sessions: this.sessions
    };
    try {
      this._storage.setItem(this._key, JSON.stringify(kept));
    } catch (reason) {
      if ((reason as DOMException).name !== 'QuotaExceededError') {
        throw reason;
      }
      // Others store in the same place: better without outputs than nothing.
      const kernels = kept.kernels.map(kernel => ({
        ...kernel,
        left: kernel.left && { ...kernel.left, outputs: [], isCut: true }
      }));
      this._storage.setItem(this._key, JSON.stringify({ ...kept, kernels }));
    }
  }

  private _read(): IKept {
    try {
      const kept = JSON.parse(this._storage.getItem(this._key) ?? '{}');
      return { kernels: kept.kernels ?? [], sessions: kept.sessions ?? [] };
    } catch (reason) {
      console.warn('What was kept of Deephaven kernels cannot be read', reason);
      return { kernels: [], sessions: [] };
    }
  }

  private _changed = new Signal<this, void>(this);
  private _kernels = new Map<string, PageKernel>();
  private _sessions = new Map<string, IKernelSession>();
}

/** A kernel as the Jupyter server describes them. */
export function kernelModel(kernel: PageKernel): Kernel.IModel {
  return {
    id: kernel.id,
    name: kernel.name,
    execution_state: kernel.state,
    last_activity: kernel.lastActivity.toISOString(),
    connections: kernel.connections
  };
}

/** A session as the Jupyter server describes them. */
export function sessionModel(
  { id, name, path, type }: IKernelSession,
  kernel: PageKernel
): Session.IModel {
  return { id, name, path, type, kernel: kernelModel(kernel) };
}
