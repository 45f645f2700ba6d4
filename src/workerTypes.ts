/**
 * What there is at a worker: the server plugin, runs of code, what travelled for them,
 * and its variables. Types of the public interface.
 */
import type { ISignal } from '@lumino/signaling';

export type {
  ICompletion,
  ICompletions,
  ILanguage,
  ISignature
} from './protocol/language';
export type {
  ICellEvents,
  IDisplay,
  IRunKey,
  OutputStream
} from './protocol/runReports';

export type { IScope } from './protocol/worker';

import type { ILanguage } from './protocol/language';
import type { IPlace } from './protocol/origin';
import type { ICellEvents, IRunKey, OutputStream } from './protocol/runReports';
import type { IScope } from './protocol/worker';
import type { IInspection, IVariableDetail } from './protocol/sessionVariables';
import type { IReadProgress } from './tree/types';

/** The server plugin of a connected server. */
export type PluginState =
  | { readonly kind: 'ours'; readonly version: string }
  | { readonly kind: 'published' }
  /** It closed its stream, which is opened again. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'missing'; readonly reason: string };

/** What has travelled to a worker since it was connected. */
export interface IActivity {
  /** How many files were sent, and their bytes before compression. */
  readonly files: number;
  readonly bytes: number;
  /** How many modules and files the worker asked for. */
  readonly requested: number;
  /** How many of those there were not. */
  readonly missing: number;
  /** When the last file was sent; null before. */
  readonly last: Date | null;
}

/** What one run took to have its imports. */
export interface IReceipt {
  /** How many files were sent for it, and their bytes before compression. */
  readonly sent: number;
  readonly bytes: number;
  /** How many files it was foreseen to need that the worker had already. */
  readonly unchanged: number;
  /** What the worker asked for, since it was not foreseen. */
  readonly requested: readonly string[];
  /** What of that is not served. */
  readonly missing: readonly string[];
  /** How long it took before the code was sent, in seconds. */
  readonly seconds: number;
}

/** The exception that ended a run. */
export interface IRunException {
  /** The name of its class, with its module unless that is `builtins`. */
  readonly name: string;
  readonly message: string;
  /** The innermost line of each file or cell that is the user's. */
  readonly frames: readonly IFrame[];
}

/** A line of a file that was served, or of a file or a cell that ran. */
export interface IFrame extends IPlace {
  /** What the worker calls it. */
  readonly origin: string;
  /** From 1. */
  readonly line: number;
}

/** What a run did. */
export interface IRunResult {
  /** The Python traceback; null when the code ran through. */
  error: string | null;
  /** The exception; null when the code ran through. */
  exception: IRunException | null;
  /** Names of the variables that other sessions can open, by what happened. */
  created: string[];
  updated: string[];
  removed: string[];
  /** What the code printed, standard output and error in their order; of much, the beginning and the end. */
  output: string;
  /** What its imports took; undefined without a server plugin. */
  receipt?: IReceipt;
  /** The module that it lacks, if serving it would help. */
  unserved?: IUnservedModule;
}

/** A module that a worker lacks and that the workspace has. */
export interface IUnservedModule {
  /** Its top-level name. */
  readonly name: string;
  /** The contents path of what to serve: the module, or the folder it is in. */
  readonly path: string;
  /** Whether to serve what lies in the folder, as on `sys.path`. */
  readonly contents: boolean;
  /** Whether it is in the list of what is served, and switched off. */
  readonly isOff: boolean;
}

/** A text with the stream that it was printed to. */
export interface IOutputText {
  readonly stream: OutputStream;
  readonly text: string;
}

/** What is kept of a run's output: all of it, or of much the beginning and the end. */
export interface IKeptOutput {
  /** The beginning: texts are added to it, and never changed. */
  readonly head: readonly IOutputText[];
  /** How many characters are left out behind it. */
  readonly leftOut: number;
  /** The end, where it is not in the beginning. */
  readonly tail: readonly IOutputText[];
}

/** How to run code. */
export interface IRunOptions {
  /** The contents path of what the code is, or is a part of: a file, or the `cellPath` of a cell. */
  readonly path?: string;
  /** The line of the file at which the code begins, from 0. */
  readonly line?: number;
  /**
   * The file, if Python has to decode it: it runs in place of the code, in
   * which the imports are still looked for.
   */
  readonly bytes?: Uint8Array;
  /** Stops the run when it is aborted; aborting again asks again. */
  readonly signal?: AbortSignal;
  /**
   * Called when the code is sent, after the runs before it and with its files.
   *
   * @param key - what brings it back after the connection was lost; null where
   * nothing does.
   */
  readonly onSent?: (key: IRunKey | null) => void;
  /**
   * Called when the code begins: no script of another client runs. Without our
   * server plugin, when it is sent.
   */
  readonly onBegin?: () => void;
  /** Called with each text that the code prints, and the stream it prints to. */
  readonly onOutput?: (text: string, stream: OutputStream) => void;
  /**
   * Makes the code a cell: where the server shows values, that of its last
   * expression is shown, and what it displays.
   */
  readonly cell?: ICellEvents;
  /**
   * Whether nobody wants the names of variables in the result: where our server
   * plugin tells how the code ends, nothing more is waited for.
   */
  readonly isWithoutNames?: boolean;
  /** The variables that a cell has; by default those of the session. */
  readonly scope?: IScope | null;
}

/** One run of code in a worker. */
export interface IRun {
  /** Its number in this page, from 1. */
  readonly id: number;
  /** What ran, for people: a file's path, or the first line of a text. */
  readonly label: string;
  /** The contents path of the file that it runs, whole; else null. */
  readonly file: string | null;
  /** The contents path of the notebook that it runs a cell of; else null. */
  readonly notebook: string | null;
  /** The server's name. */
  readonly server: string;
  /** Whether who runs it shows its output as well, below a cell for example. */
  readonly isShown: boolean;
  readonly started: Date;
  /** When it was sent to the server; null before. */
  readonly sent: Date | null;
  /**
   * What brings it back after its connection was lost; null before it is sent,
   * and where nothing does.
   */
  readonly key: IRunKey | null;
  /** When it began to run; null while it waits for other scripts of the server. */
  readonly began: Date | null;
  /** The label of the run of the same server before it, if that goes on. */
  readonly waitsFor: string | null;
  /** Whether it is asked to stop, and has not ended. */
  readonly isStopping: boolean;
  /** Whether it ended since it was stopped. */
  readonly isStopped: boolean;
  /** What it printed up to now. */
  readonly output: IKeptOutput;
  /** Null while it runs. */
  readonly result: IRunResult | null;
  /** Why it could not run at all, or not to its end; else null. */
  readonly failure: string | null;
  /** Whether it ended with an error, of the code or of the connection. */
  readonly failed: boolean;
  /** When it ended; null while it runs. */
  readonly ended: Date | null;
  /** Emitted when output is added, and when the run is sent, begins, is stopped and ends. */
  readonly changed: ISignal<IRun, void>;
}

/** A run of an earlier connection that goes on. */
export interface IResumedRun {
  /** What brings it back when this connection is lost too. */
  readonly key: IRunKey;
  /**
   * What becomes of it: its names are not known, and its output goes to
   * `onOutput`. Rejects when the connection ends before.
   */
  readonly ended: Promise<IRunResult>;
}

/** A connection to a worker, as long as it is open. */
export interface IServerConnection {
  /** The server plugin there. */
  readonly plugin: PluginState;
  /**
   * Top-level names that another client serves to any code of the worker, in
   * place of this one.
   */
  readonly displaced: readonly string[];
  /** Served top-level names that the worker has modules of its own for. */
  readonly shadows: readonly string[];
  /** Served top-level names that the worker imports from no client, and why. */
  readonly refused: ReadonlyMap<string, string>;
  /** What has travelled there, of all and by top-level name. */
  readonly activity: {
    readonly total: IActivity;
    readonly byName: ReadonlyMap<string, IActivity>;
  };
  /** How far reading served files ahead is; null while nothing is read. */
  readonly reading: IReadProgress | null;
  /** Since when the server does not answer; null while it does. */
  readonly silentSince: Date | null;
  /** Whether runs can be stopped there. */
  readonly canStop: boolean;
  /** What its Python knows of texts; null where the server plugin does not tell. */
  readonly language: ILanguage | null;
  /** Whether the values of cells are shown. */
  readonly showsValues: boolean;
  /** Whether notebooks can have variables of their own. */
  readonly hasScopes: boolean;
  /** Forget the variables that a notebook has for itself. */
  forgetScope(id: string): Promise<void>;
  /**
   * Have a run of an earlier connection go on here.
   *
   * @returns what follows it; null where there is no such run.
   */
  resume(key: IRunKey, options: IRunOptions): Promise<IResumedRun | null>;
  /** Serve the displaced names again, in place of the other client. */
  takeOver(): Promise<void>;
}

/** A variable of a worker. */
export interface IVariable {
  readonly name: string;
  /**
   * What it is: as Deephaven calls what it can show (`Table`,
   * `pandas.DataFrame`, …), else Python's name of the type.
   */
  readonly type: string;
  /** Another number each time that code may have set it, and after reconnecting. */
  readonly revision: number;
  /** Whether Deephaven can show it. Other variables have a text. */
  readonly isExported: boolean;
  /** What the server plugin tells of it; null where it tells nothing. */
  readonly detail: IVariableDetail | null;
}

/** What a client gets of a variable. */
export interface IFetchedVariable {
  /** Deephaven's JavaScript API, of the server's version. */
  readonly api: unknown;
  /** The API's object, such as a `dh.Table`; the caller that fetches it closes it. */
  readonly object: unknown;
}

/** The variables of a worker. */
export interface IVariables {
  /**
   * Those that are there now, by name; none while not connected. Without what
   * is private by Python's convention. What Deephaven cannot show is among
   * them only where the server plugin tells of it.
   */
  readonly list: readonly IVariable[];

  /** Whether `list` has come; false while not connected. */
  readonly isKnown: boolean;

  /** Emitted when `list` changes, or a variable in it. */
  readonly changed: ISignal<IVariables, void>;

  /** The variable of a name; null when there is none. */
  find(name: string): IVariable | null;

  /**
   * Get what an exported variable holds.
   *
   * @throws Error when there is no such variable, or it cannot be had.
   */
  fetch(variable: IVariable): Promise<IFetchedVariable>;

  /**
   * Get the text of a variable.
   *
   * @throws Error when there is no such variable, or it cannot be had.
   */
  inspect(name: string): Promise<IInspection>;

  /**
   * Ask the server plugin again what there is: code that other clients run is
   * told only where it makes what Deephaven can show.
   */
  refresh(): Promise<void>;

  /**
   * Delete a variable, after what runs now.
   *
   * @returns what brings it back; null where nothing does.
   * @throws Error when there is no such variable, or it cannot be deleted.
   */
  remove(name: string): Promise<(() => Promise<void>) | null>;
}
