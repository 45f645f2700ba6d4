/**
 * What the list of served modules holds. Types of the public interface.
 */

/** A served folder or file. */
export interface IServedEntry {
  readonly path: string;
  /** The top-level name, or that of the folder whose contents are served. */
  readonly name: string;
  /** Whether what lies in the folder is served, as on `sys.path`. */
  readonly contents: boolean;
  /** The top-level names that are imported from there, as far as known. */
  readonly names: readonly string[];
  readonly enabled: boolean;
  /** The message about what cannot be imported, and why; null when all can. */
  readonly problem: string | null;
}

/** An entry that is not served any more. */
export interface IStoppedEntry extends Pick<
  IServedEntry,
  'path' | 'contents' | 'enabled'
> {
  /** The paths before it in the list. */
  readonly after: readonly string[];
}
