/**
 * What the sources need of a file store and of the open editors.
 */

import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { IContent } from '../protocol/content';
import type { ISnapshot } from '../protocol/indexSync';
import type { IModuleProvider } from '../protocol/provider';

/** One entry of a folder. */
export interface IEntry {
  readonly name: string;
  /** The path to list or read it by. */
  readonly path: string;
  readonly isFolder: boolean;
  /** An ISO 8601 timestamp. */
  readonly lastModified: string;
  /**
   * Another one, where the store says it. On most disks, it is when anything of
   * the file changed: also where a program sets the other one back.
   */
  readonly created?: string;
  /** In bytes; undefined where the store does not say. */
  readonly size?: number;
  /** Changes with the file, where the store has more than the above to tell. */
  readonly version?: string;
}

/**
 * The data of a file: a text, where the store knows that it is one, or bytes;
 * null when there is no such file.
 */
export type FileData = string | Uint8Array | null;

/** A file that was read. */
export interface IFileRead {
  readonly data: Exclude<FileData, null>;
  /**
   * The version that listings show as long as the file has this data, where
   * the store can promise that; no listing's, where the file was changing.
   */
  readonly version?: string;
}

/** A store of files, read only. */
export interface IFileStore {
  /** The path of the folder that a path lies in. */
  parent(path: string): string;

  /**
   * The entries of a folder.
   *
   * @returns null when there is no such folder.
   */
  list(path: string): Promise<readonly IEntry[] | null>;

  /** The data of a file. */
  read(path: string): Promise<FileData>;

  /**
   * Files, or why they cannot be read, by path; where the store can read many
   * at once. Null where there is no such file.
   */
  readMany?(
    paths: readonly string[]
  ): Promise<ReadonlyMap<string, IFileRead | Error | null>>;

  /**
   * The entries of all folders of the roots that are not ignored, by path;
   * where the store can list many at once.
   *
   * @param roots - folders, or `.py` files, whose folders are listed.
   * @param ignore - patterns as for `IgnoreRules`.
   */
  listTree?(
    roots: readonly string[],
    ignore: readonly string[]
  ): Promise<ITreeListing>;

  /**
   * Record what is served, as the roots and patterns of `listTree`: where the
   * store can tell links, those to anything else are not followed.
   */
  confine?(roots: readonly string[], ignore: readonly string[]): void;

  /** The links that are not followed; where the store can tell. */
  readonly externalLinks?: IExternalLinks;

  /**
   * Wait until folders differ from what `listTree` gave last, or for a while;
   * where the store can.
   *
   * @returns whether they differ.
   */
  watchTree?(
    roots: readonly string[],
    ignore: readonly string[],
    signal: AbortSignal
  ): Promise<boolean>;
}

/** Links that lead out of what is served, as far as it was listed. */
export interface IExternalLinks {
  readonly paths: readonly string[];
  /** Whether links are followed by now, since nothing tells them any more. */
  readonly areFollowed: boolean;
  /** Emitted when one of these changes. */
  readonly changed: ISignal<IExternalLinks, void>;
}

/** Many folders. */
export interface ITreeListing {
  /** Null where there is no such folder. */
  readonly folders: ReadonlyMap<string, readonly IEntry[] | null>;
}

/** The texts of documents open in editors. */
export interface IOpenDocuments {
  /**
   * The text of an open document, where it is newer than the file's.
   *
   * @param entry - the file.
   * @param keyOf - the key of a text's content; see `keyOfText`.
   * @returns null when the file's own text is to be used.
   */
  text(
    entry: Pick<IEntry, 'path'>,
    keyOf: (text: string) => string
  ): string | null;
}

/** A served folder or file. */
export interface IServedRoot {
  /**
   * The top-level module name; null for a folder that is served as on
   * `sys.path`: its modules and packages are at top level.
   */
  readonly name: string | null;
  /** The path in the store of a folder or of a `.py` file. */
  readonly path: string;
}

/** A folder or file of which nothing is known, since its listing failed. */
export interface IListingFailure {
  readonly path: string;
  readonly reason: unknown;
}

/** The top-level names of one moment. */
export interface ITopLevel {
  /** At which moment; see `moment`. */
  readonly taken: number;
  /**
   * What each name is imported from: one root, or all that have a part of a
   * namespace package, in order.
   */
  readonly owners: ReadonlyMap<string, readonly IServedRoot[]>;
  /**
   * By the paths of folders whose contents are served: the names there,
   * imported from there or not.
   */
  readonly contents: ReadonlyMap<string, readonly string[]>;
  /** The names there that cannot be served, since the worker needs them. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Those of these folders whose names are the ones known before, if any. */
  readonly failures: readonly IListingFailure[];
}

/** All that is served, as of one moment, with what a run will need. */
export interface IServedSnapshot extends ISnapshot {
  /** The contents of the index that are known, by key. */
  readonly known: ReadonlyMap<string, IContent>;
}

/** A module as its file is now, for those who write its name. */
export interface IModuleOutline {
  /** Null for a namespace package, and for what is above all modules. */
  readonly source: string | null;
  /** The names of the modules below it. */
  readonly submodules: readonly string[];
}

/** What answers imports, and reads ahead of them. */
export interface IServedProvider extends IModuleProvider {
  /**
   * A module, apart from what is held.
   *
   * @param name - its full name; empty for what is above all modules.
   * @returns null when there is no such module.
   * @throws Error when it cannot be read or listed.
   */
  outline(name: string): Promise<IModuleOutline | null>;

  /**
   * Keep one view of the files until the returned function is called, which
   * may be called twice.
   */
  hold(): () => void;

  /**
   * While held, read what a program will import.
   *
   * @returns the top-level names that are served.
   */
  prepare(program: string): Promise<readonly string[]>;

  /**
   * All that is served, with the contents of what a program will import.
   *
   * @param onPart - given all that is known so far, now and then while much is
   * read.
   */
  snapshot(
    program: string,
    onPart?: (part: IServedSnapshot) => void
  ): Promise<IServedSnapshot>;

  /**
   * All that is served, with the contents of what the module in a file will
   * import.
   *
   * @param path - the file's, as the protocol has it.
   * @returns null when there is no module in it.
   */
  ahead(path: string): Promise<ISnapshot | null>;

  /**
   * All that is served now, apart from what is held.
   *
   * @param isUrgent - whether an import waits for it; else runs go first.
   * @throws Error when that cannot be told for now.
   */
  survey(isUrgent?: boolean): Promise<ISurvey>;
}

/**
 * Whether a folder holds Python files: `unknown` when it is too large to tell.
 */
export type HoldsPython = 'yes' | 'no' | 'missing' | 'unknown';

/** How much to read ahead of anybody's asking. */
export interface IReadBudget {
  readonly files: number;
  readonly bytes: number;
}

/** How far reading ahead is. */
export interface IReadProgress {
  readonly read: number;
  readonly total: number;
}

/** What is served at one moment, to be read bit by bit. */
export interface ISurvey {
  /** The top-level names. */
  readonly names: readonly string[];

  /** It, with all contents that are known by now. */
  snapshot(): Promise<IServedSnapshot>;

  /**
   * Read the files that are not known, as far as the budget goes: first the
   * Python files, then data files that have not changed since they were read,
   * the smallest first. A file that cannot be read is passed over.
   */
  read(
    budget: IReadBudget,
    progress: (progress: IReadProgress) => void,
    signal: AbortSignal
  ): Promise<void>;

  /** Look for imports in the Python files that are known. */
  scan(signal: AbortSignal): Promise<void>;
}

/** What is served, and the news of it. */
export interface IServedSource {
  /** How much is read and sent before anybody imports it. */
  readonly readAhead: IReadBudget;

  /**
   * What answers imports, loaded with its hashes and its parser when somebody
   * first asks for it.
   *
   * @throws Error where it cannot be loaded; asking again tries again.
   */
  provider(): Promise<IServedProvider>;

  /**
   * Resolves when what the user has changed until now has taken effect, or
   * failed.
   */
  readonly settled: Promise<void>;

  /** Emitted when the top-level names may have changed. */
  readonly changed: ISignal<IServedSource, void>;

  /** Emitted when files that are served may have changed. */
  readonly filesChanged: ISignal<IServedSource, void>;

  /** Look for changes from elsewhere, until the result is disposed. */
  watch(): IDisposable;
}
