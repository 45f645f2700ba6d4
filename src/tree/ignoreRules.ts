/**
 * Which files of a served folder are not served, as git has it.
 */
import { Glob } from './glob';

/** A pattern. */
interface IRule {
  readonly ignores: boolean;
  readonly isForFolders: boolean;
  readonly glob: Glob;
}

/**
 * Patterns in `.gitignore` syntax, relative to each served folder. They are for
 * characters, where git's are for bytes. One that is no valid pattern matches
 * nothing.
 */
export class IgnoreRules {
  constructor(patterns: readonly string[]) {
    this.patterns = patterns.map(pattern => pattern.normalize('NFC'));
  }

  /** The patterns, composed (NFC). */
  readonly patterns: readonly string[];

  /**
   * Whether a file or folder is ignored, or lies in a folder that is.
   *
   * @param segments - its path below the served folder, not empty.
   */
  ignores(segments: readonly string[], isFolder: boolean): boolean {
    // Read when they are needed, since most pages make rules and look at
    // nothing. The last pattern that matches decides.
    this._rules ??= this.patterns
      .flatMap(pattern => ruleOf(pattern) ?? [])
      .reverse();
    // A file system may store a name decomposed (NFD), as macOS does.
    return this._ignores(segments.join('/').normalize('NFC'), isFolder);
  }

  private _ignores(path: string, isFolder: boolean): boolean {
    const names = path.split('/');
    const isInside =
      names.length > 1 && this._ignoresFolder(names.slice(0, -1).join('/'));
    return (
      isInside ||
      this._rules!.find(
        rule => (isFolder || !rule.isForFolders) && rule.glob.matches(names)
      )?.ignores === true
    );
  }

  private _ignoresFolder(path: string): boolean {
    let isIgnored = this._folders.get(path);
    if (isIgnored === undefined) {
      isIgnored = this._ignores(path, true);
      this._folders.set(path, isIgnored);
    }
    return isIgnored;
  }

  /** Whether folders are ignored in which something was asked for. */
  private _folders = new Map<string, boolean>();
  private _rules: IRule[] | null = null;
}

function ruleOf(pattern: string): IRule | null {
  const line = withoutSpaces(pattern);
  const rest = line.replace(/^!/, '');
  return line.startsWith('#')
    ? null
    : {
        ignores: rest === line,
        isForFolders: rest.endsWith('/'),
        glob: new Glob(rest.replace(/\/$/, ''))
      };
}

/** A line without the spaces at its end, up to one with a backslash before. */
function withoutSpaces(line: string): string {
  const [, stripped, backslashes, spaces] = /^(.*?)(\\*)( *)$/s.exec(line)!;
  const isEscaped = backslashes.length % 2 === 1 && spaces !== '';
  return stripped + backslashes + (isEscaped ? ' ' : '');
}
