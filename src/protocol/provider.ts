/**
 * What the protocol needs of the owner of the served files.
 *
 * Paths are those of the protocol; what is not served has none of them.
 */
import type { IContent } from './content';
import type { ModuleContent } from './messages';

/** A file's content, why it cannot be read, or null where there is none. */
export type FileContent = IContent | Error | null;

/** All of a file of any size. */
export interface IFileBytes {
  readonly bytes: Uint8Array;
  /** Changes with the file. */
  readonly version: string;
}

/**
 * Answers imports. Errors reach the worker, so their messages must not tell
 * more than the paths of files.
 */
export interface IModuleProvider {
  /**
   * The module of a full dotted name, for servers without the extension.
   *
   * @returns null when there is no such module.
   * @throws Error when it exists but cannot be read.
   */
  resolve(name: string): Promise<ModuleContent | null>;

  /**
   * The contents of files: at least that of the first path, and of as many of
   * the next ones as can be read at once.
   */
  read(paths: readonly string[]): Promise<readonly FileContent[]>;

  /**
   * All of one file, of any size.
   *
   * @returns null when there is no such file.
   * @throws Error when it cannot be read.
   */
  data(path: string): Promise<IFileBytes | null>;

  /**
   * The versions of all files below a folder, as the index has them.
   *
   * @returns null when there is no such folder.
   * @throws Error when it cannot be listed.
   */
  list(path: string): Promise<ReadonlyMap<string, string> | null>;
}
