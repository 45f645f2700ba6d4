/**
 * What the sources need of a file store and of the open editors.
 */

/** One entry of a folder. */
export interface IEntry {
  readonly name: string;
  /** The path to list or read it by. */
  readonly path: string;
  readonly isFolder: boolean;
  /** An ISO 8601 timestamp. */
  readonly lastModified: string;
  /** In bytes; undefined where the store does not say. */
  readonly size?: number;
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

  /**
   * The contents of a file: a text, where the store knows that it is one, or
   * its bytes.
   *
   * @returns null when there is no such file.
   */
  read(path: string): Promise<string | Uint8Array | null>;
}

/** The texts of documents open in editors. */
export interface IOpenDocuments {
  /**
   * The text of an open document, where it is newer than the file's.
   *
   * @param entry - the file as its folder's listing shows it.
   * @returns null when the file's own text is to be used.
   */
  text(entry: IEntry): string | null;
}

/** A served folder or file. */
export interface IServedRoot {
  /** The top-level module name. */
  readonly name: string;
  /** The path in the store of a folder or of a `.py` file. */
  readonly path: string;
}
