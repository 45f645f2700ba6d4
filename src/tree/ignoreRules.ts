/**
 * Which files of a served folder are not served.
 */
import ignore, { type Ignore } from 'ignore';

/** Patterns in `.gitignore` syntax, relative to each served folder. */
export class IgnoreRules {
  constructor(patterns: readonly string[]) {
    this.patterns = patterns.map(pattern => pattern.normalize('NFC'));
  }

  /** The patterns, composed (NFC). */
  readonly patterns: readonly string[];

  /**
   * Whether a file or folder is ignored.
   *
   * @param segments - its path below the served folder, not empty.
   */
  ignores(segments: readonly string[], isFolder: boolean): boolean {
    // A file system may store a name decomposed (NFD), as macOS does.
    const path = segments.join('/').normalize('NFC') + (isFolder ? '/' : '');
    this._ignore ??= ignore({ ignorecase: false }).add([...this.patterns]);
    return ignore.isPathValid(path) && this._ignore.ignores(path);
  }

  /** Made when it is needed, since most pages make rules and look at nothing. */
  private _ignore: Ignore | null = null;
}
