/**
 * The Python that a client runs in the worker to set the protocol up.
 *
 * Whatever comes from outside enters it as a string literal, never as code.
 */

/** The variable in which our clients keep the plugin object. */
export const PLUGIN_VARIABLE = '__deephaven_jupyter';

/**
 * Variables that may hold a plugin object already, ours first. The VS Code
 * client's is shared where it exists: with one object, whoever runs last is
 * the one who serves, for both.
 */
export const PLUGIN_VARIABLES = [PLUGIN_VARIABLE, '__deephaven_vscode'];

/** A Python string literal, in ASCII. */
export function pythonString(text: string): string {
  let literal = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') {
      literal += '\\' + character;
    } else if (code >= 0x20 && code < 0x7f) {
      literal += character;
    } else {
      literal += '\\U' + code.toString(16).padStart(8, '0');
    }
  }
  return `"${literal}"`;
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
 * Make a connection the one that serves the names, and evict these modules.
 *
 * @param variable - the variable of the plugin object.
 * @param id - the connection's id; null switches serving off.
 * @param names - top-level module names.
 * @param synced - of a server with the extension: the revision to wait for,
 * and whether all modules are evicted or only those that have changed.
 */
export function setExecutionContext(
  variable: string,
  id: string | null,
  names: readonly string[],
  synced?: { readonly revision: number; readonly evict: 'all' | 'changed' }
): string {
  if (!PLUGIN_VARIABLES.includes(variable)) {
    throw new Error(`Not a variable of the plugin: ${variable}`);
  }
  const context = id === null ? 'None' : pythonString(id);
  // A dict, since {} is one: its keys are the names.
  const dict = names.map(name => `${pythonString(name)}: None`).join(', ');
  const options = synced
    ? `, revision=${synced.revision}, evict="${synced.evict}"`
    : '';
  return `${variable}.set_execution_context(${context}, {${dict}}${options})`;
}
