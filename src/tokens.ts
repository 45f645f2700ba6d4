/**
 * The public tokens of the extension, and what stands behind them.
 */
import { Token } from '@lumino/coreutils';
import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  ICredentials,
  ILogEntry,
  IServerConfig,
  RouteKind,
  ServerState
} from './serverTypes';
import type { IServedEntry, IStoppedEntry } from './servedTypes';
import type { IServedSource } from './tree/types';
import type {
  IRun,
  IRunOptions,
  IRunResult,
  IServerConnection,
  IVariables
} from './workerTypes';

export type * from './servedTypes';
export type * from './serverTypes';
export type * from './workerTypes';

/** What can be served, and what is. */
export interface IServedModules extends IServedSource {
  /** All served folders and files, switched on or not, in the user's order. */
  readonly entries: readonly IServedEntry[];

  /** The top-level names that can be imported, as far as they are known. */
  readonly names: readonly string[];

  /** Emitted when `entries` or `serving` changes. */
  readonly changed: ISignal<IServedModules, void>;

  /** Emitted when served files may have changed, saved or not. */
  readonly filesChanged: ISignal<IServedModules, void>;

  /** Whether serving is switched on at all. */
  readonly serving: boolean;

  /**
   * The full names of the modules that are reloaded only when they have
   * changed themselves, with all that is below them.
   */
  readonly keepLoaded: readonly string[];

  /**
   * The full names of the modules that a path is.
   *
   * @param path - a contents path; of a folder or `.py` file.
   * @returns none for what is not in anything served.
   */
  modulesOf(path: string): readonly string[];

  /** Keep modules loaded, or no longer, by their full names. */
  setKeepLoaded(names: readonly string[], keep: boolean): Promise<void>;

  /**
   * Record that an open document of a path has changed.
   *
   * @param path - its contents path.
   */
  recordChange(path: string): void;

  /**
   * Serve folders and `.py` files.
   *
   * @param paths - contents paths, with their drive.
   * @param options - `replace`: take the place of an entry of the same name;
   * `contents`: serve what lies in the folders, as on `sys.path`, instead of
   * the folders themselves as packages.
   * @throws ServeError naming the first path that cannot be served; then
   * nothing has changed.
   */
  serve(
    paths: readonly string[],
    options?: { replace?: boolean; contents?: boolean }
  ): Promise<void>;

  /**
   * Stop serving paths; those that are not served are passed over.
   *
   * @returns what was stopped, for `restore`.
   */
  stop(paths: readonly string[]): Promise<readonly IStoppedEntry[]>;

  /**
   * Serve again what was stopped, as it was and where it was in the list;
   * what is served again meanwhile is passed over.
   */
  restore(stopped: readonly IStoppedEntry[]): Promise<void>;

  /**
   * Switch one entry, or without a path serving as a whole, on or off.
   *
   * @throws ServeError when the path is not served.
   */
  setServing(enabled: boolean, path?: string): Promise<void>;
}

/** The served modules. */
export const IServedModules = new Token<IServedModules>(
  'jupyterlab-deephaven:IServedModules',
  'The folders and files that are served to Deephaven workers.'
);

/**
 * Remembers what users sign in with, beyond the page, where something can; for
 * each way apart, since an address may be another server's by the other one.
 */
export interface ICredentialStore {
  /** Whether anything is remembered at all. */
  isThere(): Promise<boolean>;

  /**
   * What was remembered for a server.
   *
   * @param url - its normal URL, here and below.
   * @param route - the way that it is sent, here and below.
   * @returns null when nothing was.
   */
  get(url: string, route: RouteKind): Promise<ICredentials | null>;

  /** Remember what let a user in. */
  set(url: string, route: RouteKind, credentials: ICredentials): Promise<void>;

  /** Forget it. */
  remove(url: string, route: RouteKind): Promise<void>;
}

/** What remembers credentials. */
export const ICredentialStore = new Token<ICredentialStore>(
  'jupyterlab-deephaven:ICredentialStore',
  'Remembers what users sign in to Deephaven servers with.'
);

/** A server, connected or not. */
export interface IDeephavenServer extends IObservableDisposable {
  readonly config: IServerConfig;
  readonly state: ServerState;
  /** Why the last connection failed or ended, and what to do; else null. */
  readonly reason: string | null;
  /** Which way the connection goes; null while not connected. */
  readonly route: RouteKind | null;
  /**
   * The URL below which this browser finds the server's own web pages; null
   * where they cannot be shown: they work at the root of their host alone.
   */
  readonly pages: string | null;
  /** When a lost connection is tried again; null while it is being tried. */
  readonly retryAt: Date | null;
  /** Null while not connected. */
  readonly connection: IServerConnection | null;
  /** What code made there, for clients to open. */
  readonly variables: IVariables;
  /** Whether it let the user in without credentials. */
  readonly isAnonymous: boolean;
  /** Whether credentials are known, so that connecting need not ask. */
  readonly canConnectSilently: boolean;
  /** The one way that known credentials are sent; null where none are known. */
  readonly keptRoute: RouteKind | null;
  /** Emitted when any of the above changes. */
  readonly changed: ISignal<IDeephavenServer, void>;
  /**
   * Emitted with what belongs in the server's log: what is printed there
   * outside of runs, what becomes of the connection, and what the worker asks
   * for that is not served.
   */
  readonly logged: ISignal<IDeephavenServer, ILogEntry>;

  /**
   * The way to connect, by the settings and by what works now.
   *
   * @throws Error when no way works.
   */
  findRoute(): Promise<RouteKind>;

  /**
   * The kinds of credentials that the server takes.
   *
   * @param route - the way to ask.
   * @throws Error when it cannot be reached.
   */
  authKinds(route?: RouteKind): Promise<string[]>;

  /**
   * Connect; resolves when connected, at once when it is already.
   *
   * @param credentials - without them, those that are known, by their way only.
   * @param route - the only way that given credentials may be sent; without
   * it, any that the settings allow.
   */
  connect(credentials?: ICredentials, route?: RouteKind): Promise<void>;

  /** Disconnect, and forget the credentials. */
  disconnect(): Promise<void>;

  /**
   * Run Python in the worker, with the served modules of now.
   *
   * @throws Error when the server is not connected or goes away.
   */
  run(code: string, options?: IRunOptions): Promise<IRunResult>;

  /**
   * Sign in a page of the server's own that asks for it, until disposed.
   *
   * @param frame - where the page is; no other, and no other server's, is told.
   */
  signIn(frame: HTMLIFrameElement): IDisposable;
}

/** The configured servers. */
export interface IDeephavenServers {
  /** In the settings' order. */
  readonly servers: readonly IDeephavenServer[];

  /** Messages about servers in the settings that are left out. */
  readonly problems: readonly string[];

  /**
   * Where code runs by default: the first server that was connected, until
   * another is made the current one.
   */
  readonly current: IDeephavenServer | null;

  /** The server that was picked for a document; null for none that is configured. */
  pickedFor(path: string): IDeephavenServer | null;

  /**
   * Pick the server that runs the code of a document.
   *
   * @param server - null for the current one, whichever that is.
   */
  pick(path: string, server: IDeephavenServer | null): Promise<void>;

  /** Emitted when a server is added, removed, picked, or changes in any way. */
  readonly changed: ISignal<IDeephavenServers, void>;

  /** Resolves when the settings are loaded, and so `servers` are there. */
  readonly listed: Promise<void>;

  /**
   * Resolves when it is known as well which servers were picked: not before
   * the application has started.
   */
  readonly ready: Promise<void>;

  /** The server of a name or URL; null when none is configured. */
  find(nameOrUrl: string): IDeephavenServer | null;

  /**
   * Add a server to the settings.
   *
   * @throws Error when the URL is not one, or the name is taken.
   */
  add(config: IServerConfig): Promise<IDeephavenServer>;

  /**
   * Change a server in the settings. One that has changed is another server:
   * it is not connected, but need not sign in again at the same URL.
   *
   * @returns the server that it is now.
   * @throws Error when the URL is not one, when the name is that of another
   * server, or when the server is not in the settings any more.
   */
  edit(
    server: IDeephavenServer,
    config: IServerConfig
  ): Promise<IDeephavenServer>;

  /** Disconnect a server and remove it from the settings. */
  remove(server: IDeephavenServer): Promise<void>;

  /**
   * Connect, asking the user for credentials where needed.
   *
   * @returns false when the user cancelled.
   */
  connect(
    server: IDeephavenServer,
    credentials?: ICredentials
  ): Promise<boolean>;

  /**
   * Connect the way that it was connected in an earlier page, without asking
   * the user for anything.
   *
   * @param isAnonymous - whether it let the user in without credentials then.
   * @returns false where the user has to be asked, or the settings say not to.
   */
  reconnect(
    server: IDeephavenServer,
    route: RouteKind,
    isAnonymous: boolean
  ): Promise<boolean>;

  /** Make a server the current one. */
  use(server: IDeephavenServer): void;
}

/** The servers. */
export const IDeephavenServers = new Token<IDeephavenServers>(
  'jupyterlab-deephaven:IDeephavenServers',
  'The configured Deephaven servers and the connections to them.'
);

/** Runs of code in workers. */
export interface IRuns {
  /** The last runs, the newest last. */
  readonly runs: readonly IRun[];

  /** Emitted when `runs` changes. */
  readonly changed: ISignal<IRuns, void>;

  /** Emitted with each run when it begins. */
  readonly started: ISignal<IRuns, IRun>;

  /** Emitted with each run when it ends. */
  readonly ended: ISignal<IRuns, IRun>;

  /**
   * Run code on a connected server.
   *
   * @param label - what runs, for people.
   * @param options - with `onOutput`, the caller shows the output.
   * @throws Error when the server is not connected or goes away.
   */
  run(
    server: IDeephavenServer,
    code: string,
    label: string,
    options?: IRunOptions
  ): Promise<IRunResult>;

  /**
   * Stop a run: Python code ends at once, and a call of a library when it
   * returns. A run that waits is removed. Stopping again asks again.
   *
   * @returns when it has ended.
   */
  stop(run: IRun): Promise<void>;

  /** Whether it can be run again: not after a reload of the page, or in a cell. */
  canRunAgain(run: IRun): boolean;

  /**
   * Run the code of a run again, on the same server.
   *
   * @throws Error when it cannot be, or as `run` does.
   */
  runAgain(run: IRun): Promise<IRunResult>;

  /**
   * Follow the runs again that a server ran when its connection was lost, or
   * the page reloaded, as far as it still knows them.
   *
   * @param server - one that is connected.
   */
  resume(server: IDeephavenServer): Promise<void>;

  /**
   * Take what a run brings from now on, after its connection was lost or the
   * page was reloaded: as soon as the server is back.
   *
   * @param mark - of the key that its `onSent` was told.
   * @param options - what is called with what it brings, `onSent` when the
   * server still knows it; aborting the signal stops it.
   * @returns its result when it has ended.
   * @throws Error when the server does not know it any more.
   */
  follow(
    server: IDeephavenServer,
    mark: string,
    options: Pick<IRunOptions, 'cell' | 'onOutput' | 'onSent' | 'signal'>
  ): Promise<IRunResult>;

  /** Forget a run that has ended; without one, all of them. */
  clear(run?: IRun): void;
}

/** The runs. */
export const IRuns = new Token<IRuns>(
  'jupyterlab-deephaven:IRuns',
  'Code that runs, or ran, in Deephaven workers, with its output.'
);
