/**
 * Module names: what Python can import, and how file names map to it.
 */

/**
 * Python's keywords (`keyword.kwlist` of Python 3.14): the soft ones, such as
 * `match`, are good module names.
 */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del ' +
    'elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield'
  ).split(' ')
);

/** Names that Deephaven imports its own modules by. */
const DEEPHAVEN_NAMES = new Set(['deephaven', 'jpy']);

/** Modules of Python that every worker has loaded. */
const PYTHON_NAMES = new Set(
  (
    'sys builtins os io abc codecs importlib encodings types typing threading ' +
    'json re logging collections functools time'
  ).split(' ')
);

/** The longest dotted name that is looked up at all, in UTF-16 units. */
const MAX_NAME_LENGTH = 1000;

/** Python's identifiers are those of Unicode's UAX #31, in NFKC form. */
const IDENTIFIER = /^[_\p{XID_Start}]\p{XID_Continue}*$/u;

/** The files of modules: sources, compiled sources, extension modules. */
const MODULE_FILE = /^([^.]+)(?:\.pyc?|(?:\.[\w-]+)?\.(?:so|pyd))$/;

/** Whether `import <name>` is valid Python. */
export function isModuleName(name: string): boolean {
  return (
    IDENTIFIER.test(name) &&
    !KEYWORDS.has(name) &&
    name === name.normalize('NFKC')
  );
}

/**
 * Whether a folder or module of a name can be imported, if only by
 * `importlib.import_module`.
 */
export function isImportable(name: string): boolean {
  return name !== '' && !/[./\0]/.test(name);
}

/** Who needs a top-level name, so that it cannot be served; null for nobody. */
export function ownerOfName(name: string): 'Deephaven' | 'Python' | null {
  if (DEEPHAVEN_NAMES.has(name)) {
    return 'Deephaven';
  }
  return PYTHON_NAMES.has(name) ? 'Python' : null;
}

/** The name of the module that a file is; null for other files. */
export function moduleOfFile(name: string): string | null {
  return MODULE_FILE.exec(name)?.[1] ?? null;
}

/**
 * The parts of a full dotted name.
 *
 * @returns null for anything that no Python program can import.
 */
export function splitName(fullName: string): string[] | null {
  if (fullName.length > MAX_NAME_LENGTH) {
    return null;
  }
  const parts = fullName.split('.');
  return parts.every(isImportable) ? parts : null;
}

/**
 * What the paths of a folder's entries begin with; the topmost folder of a
 * store or drive needs no slash.
 */
export function prefixOf(folder: string): string {
  return folder.replace(/([^:/])$/, '$1/');
}

/** Whether a path is that of a Python file. */
export function isPythonFile(path: string): boolean {
  return path.endsWith('.py');
}

/**
 * The top-level name that a served path has, whether it can be imported or
 * not. A file system may store the name decomposed (NFD), as macOS does.
 *
 * @param path - a path without a drive.
 */
export function topLevelName(path: string): string {
  const name = path.replace(/\/+$/, '').replace(/^.*\//, '').normalize('NFC');
  return isPythonFile(name) ? name.slice(0, -'.py'.length) : name;
}

/** A module name to offer in place of one that Python cannot import. */
export function suggestName(name: string): string {
  const suggestion = name
    .normalize('NFKC')
    .replace(/[^\p{XID_Continue}]+/gu, '_')
    .replace(/^(?=[^_\p{XID_Start}])/u, '_')
    .replace(/^_+(?=[\p{XID_Start}])|_+$/gu, '');
  return isModuleName(suggestion) ? suggestion : `${suggestion || 'my'}_module`;
}
