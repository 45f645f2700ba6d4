/**
 * The Python that a client runs in the worker to set the protocol up.
 *
 * Whatever comes from outside enters it as a string literal, never as code.
 */

/** Variables that a notebook has for itself. */
export interface IScope {
  /** By which the worker knows them. */
  readonly id: string;
  /** Whether its tables are variables of the session, too. */
  readonly exportsTables: boolean;
}

/** The object type that the server plugin registers with Deephaven. */
export const PLUGIN_OBJECT_TYPE = 'DeephavenPythonRemoteFileSourcePlugin';

/** The variable in which our clients keep the plugin object. */
export const PLUGIN_VARIABLE = '__deephaven_jupyter';

/**
 * Variables that may hold a plugin object already, ours first. The VS Code
 * client's is shared where it exists: with one object, whoever runs last is
 * the one who serves, for both.
 */
export const PLUGIN_VARIABLES = [PLUGIN_VARIABLE, '__deephaven_vscode'];

/** The plugin's module, by no variable: any code could have deleted that. */
const PLUGIN_MODULE =
  '__import__("deephaven.python_remote_file_source", fromlist=["run"])';

/** A Python string literal, in ASCII. */
export function pythonString(text: string): string {
  let literal = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') {
      literal += '\\' + character;
    } else if (character === '\n') {
      literal += '\\n';
    } else if (code >= 0x20 && code < 0x7f) {
      literal += character;
    } else {
      literal += '\\U' + code.toString(16).padStart(8, '0');
    }
  }
  return `"${literal}"`;
}

/** A Python bytes literal. */
function pythonBytes(bytes: Uint8Array): string {
  let literal = '';
  for (const byte of bytes) {
    literal +=
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : '\\x' + byte.toString(16).padStart(2, '0');
  }
  return `b"${literal}"`;
}

/**
 * A program that executes the bytes of a file, which Python decodes: for
 * servers that take programs as text only.
 *
 * @param filename - what tracebacks call it.
 */
export function executeBytes(bytes: Uint8Array, filename: string): string {
  return `exec(compile(${pythonBytes(bytes)}, ${pythonString(filename)}, "exec"))`;
}

/**
 * Create the plugin object, unless the server plugin is not installed: then
 * the variable stays undefined.
 */
export function createPluginObject(): string {
  return [
    'try:',
    '    from deephaven.python_remote_file_source import PluginObject ' +
      `as ${PLUGIN_VARIABLE}`,
    'except ModuleNotFoundError:',
    '    pass',
    'else:',
    // The only name bound is the plugin's own: the user's globals stay as
    // they are.
    `    ${PLUGIN_VARIABLE} = ${PLUGIN_VARIABLE}()`
  ].join('\n');
}

/**
 * Make a connection the one that serves the names.
 *
 * @param variable - the variable of the plugin object.
 * @param id - the connection's id; null switches serving off.
 * @param names - top-level module names.
 */
export function setExecutionContext(
  variable: string,
  id: string | null,
  names: readonly string[]
): string {
  if (!PLUGIN_VARIABLES.includes(variable)) {
    throw new Error(`Not a variable of the plugin: ${variable}`);
  }
  const context = id === null ? 'None' : pythonString(id);
  return `${variable}.set_execution_context(${context}, ${pythonNames(names)})`;
}

/**
 * Make a connection the one that serves the names, and run a program, in one
 * script: for servers with the extension.
 *
 * @param runId - what the server calls this client in scripts.
 * @param revision - the revision of the index to wait for.
 * @param program - the program's text, or the bytes of its file.
 * @param filename - what tracebacks call it.
 * @param mark - by which the server tells of the run.
 * @param cell - makes it a cell, which shows the value of its last expression, and
 * more; its `scope` says which variables it has, if not those of the session.
 */
export function runProgram(
  runId: string,
  names: readonly string[],
  revision: number,
  program: string | Uint8Array,
  filename: string,
  mark: string,
  cell: { readonly scope: IScope | null } | null = null
): string {
  const values = [
    pythonString(runId),
    pythonNames(names),
    revision,
    typeof program === 'string' ? pythonString(program) : pythonBytes(program),
    pythonString(filename),
    pythonString(mark)
  ];
  if (cell?.scope) {
    const { exportsTables, id } = cell.scope;
    values.push(pythonString(id), exportsTables ? 'True' : 'False');
  }
  const run = cell ? 'run_cell' : 'run';
  return `${PLUGIN_MODULE}.${run}(${values.join(', ')})`;
}

/**
 * Delete a variable.
 *
 * @param key - what brings it back.
 */
export function deleteVariable(name: string, key: string): string {
  return callOf('delete_variable', name, key);
}

/** Bring a variable back that was deleted. */
export function restoreVariable(name: string, key: string): string {
  return callOf('restore_variable', name, key);
}

function callOf(method: string, ...values: string[]): string {
  return `${PLUGIN_MODULE}.${method}(${values.map(pythonString).join(', ')})`;
}

/** The names as a set; as a dict, rather, since {} is one: its keys count. */
function pythonNames(names: readonly string[]): string {
  return `{${names.map(name => `${pythonString(name)}: None`).join(', ')}}`;
}
