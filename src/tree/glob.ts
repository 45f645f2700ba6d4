/**
 * Patterns for paths, as git has them. `glob.py` of the server extension is
 * the same for the Jupyter server.
 *
 * No pattern takes longer than its length times that of the path: the first
 * place that fits what follows an asterisk is taken, and no other one is ever
 * tried.
 */

/** Whether a name matches; null for any number of names. */
type Name = ((name: string) => boolean) | null;

const NOTHING = '(?!)';

/** The classes of the C locale, as git has them. */
const POSIX: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['blank', ' \\t'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`\\{-~'],
  ['space', '\\t-\\r '],
  ['upper', 'A-Z'],
  ['xdigit', '0-9A-Fa-f']
]);

/** A pattern without the marks that only `.gitignore` has around it. */
export class Glob {
  /**
   * @param pattern - with a slash, it is for paths from the top; without one,
   * for names at any depth. One that is no valid pattern matches nothing.
   */
  constructor(pattern: string) {
    this._names = parse([...pattern.replace(/^\//, '')]);
    this._isAnywhere = !pattern.includes('/');
  }

  /** Whether it matches a path, given by its names. */
  matches(path: readonly string[]): boolean {
    const names = this._names;
    if (this._isAnywhere) {
      return names[names.length - 1]!(path[path.length - 1]);
    }
    // Where to go on if what follows the last null does not fit.
    let again: { i: number; j: number } | null = null;
    let i = 0;
    let j = 0;
    while (j < path.length) {
      const name = names[i];
      if (name === null) {
        again = { i: ++i, j };
      } else if (name?.(path[j])) {
        i++;
        j++;
      } else if (again) {
        i = again.i;
        j = ++again.j;
      } else {
        return false;
      }
    }
    return i === names.length;
  }

  private _isAnywhere: boolean;
  private _names: Name[];
}

function parse(pattern: readonly string[]): Name[] {
  const names: Name[] = [];
  // Expressions of what is between the asterisks of a name.
  let parts = [''];
  for (let i = 0; i < pattern.length;) {
    const char = pattern[i];
    if (char === '*') {
      const first = i;
      while (pattern[i] === '*') {
        i++;
      }
      const isName = parts.length === 1 && parts[0] === '';
      if (i - first > 1 && isName && (pattern[i] ?? '/') === '/') {
        names.push(null);
        if (i === pattern.length) {
          // What is in a folder, without the folder.
          return [...names, () => true];
        }
        i++;
      } else {
        parts.push('');
      }
    } else if (char === '/') {
      names.push(nameOf(parts));
      parts = [''];
      i++;
    } else {
      const [expression, end] =
        char === '?'
          ? ['.', i + 1]
          : char === '['
            ? classOf(pattern, i + 1)
            : escapedOf(pattern, i);
      parts[parts.length - 1] += expression;
      i = end;
    }
  }
  return [...names, nameOf(parts)];
}

function nameOf(parts: readonly string[]): Name {
  const last = parts.length - 1;
  const expressions = parts.map(
    (part, i) =>
      new RegExp((i === 0 ? '^' : '') + part + (i === last ? '$' : ''), 'gsu')
  );
  return name => {
    let end = 0;
    return expressions.every(expression => {
      // What follows an asterisk is taken where it comes first.
      expression.lastIndex = end;
      const isFound = expression.test(name);
      end = expression.lastIndex;
      return isFound;
    });
  };
}

/**
 * The character at a place, which may be escaped, and the place after it;
 * empty where the pattern ends.
 */
function characterOf(pattern: readonly string[], i: number): [string, number] {
  const at = pattern[i] === '\\' ? i + 1 : i;
  return [pattern[at] ?? '', at + 1];
}

/** The same as an expression. */
function escapedOf(pattern: readonly string[], i: number): [string, number] {
  const [char, end] = characterOf(pattern, i);
  return [char ? escape(char) : NOTHING, end];
}

/** The expression of the class after a bracket, and the place after it. */
function classOf(pattern: readonly string[], begin: number): [string, number] {
  const isNegated = pattern[begin] === '!' || pattern[begin] === '^';
  const first = isNegated ? begin + 1 : begin;
  let i = first;
  let inner = '';
  let previous = '';
  while (i === first || pattern[i] !== ']') {
    const next = pattern[i + 1];
    const end = pattern.indexOf(']', i + 2);
    if (i >= pattern.length) {
      return [NOTHING, i];
    }
    if (pattern[i] === '-' && previous && next && next !== ']') {
      let last: string;
      [last, i] = characterOf(pattern, i + 1);
      if (last && previous.codePointAt(0)! <= last.codePointAt(0)!) {
        inner += `${escape(previous)}-${escape(last)}`;
      }
      previous = '';
    } else if (
      pattern[i] === '[' &&
      next === ':' &&
      end > i + 2 &&
      pattern[end - 1] === ':'
    ) {
      const posix = POSIX.get(pattern.slice(i + 2, end - 1).join(''));
      if (posix === undefined) {
        return [NOTHING, pattern.length];
      }
      inner += posix;
      previous = '';
      i = end + 1;
    } else {
      [previous, i] = characterOf(pattern, i);
      inner += previous && escape(previous);
    }
  }
  // Empty, `[]` matches nothing and `[^]` everything.
  return [`[${isNegated ? '^' : ''}${inner}]`, i + 1];
}

function escape(char: string): string {
  return `\\u{${char.codePointAt(0)!.toString(16)}}`;
}
