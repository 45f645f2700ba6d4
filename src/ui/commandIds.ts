/**
 * The extension's commands: its interface for menus, palette, keyboard,
 * scripts and tests.
 */
export namespace CommandIDs {
  export const connect = 'jupyterlab-deephaven:connect';
  export const disconnect = 'jupyterlab-deephaven:disconnect';
  export const addServer = 'jupyterlab-deephaven:add-server';
  export const editServer = 'jupyterlab-deephaven:edit-server';
  export const showLog = 'jupyterlab-deephaven:show-log';
  export const useServer = 'jupyterlab-deephaven:use-server';
  export const removeServer = 'jupyterlab-deephaven:remove-server';
  /** Forget what was agreed to for a server. Args: { server? } */
  export const forgetTrust = 'jupyterlab-deephaven:forget-trust';
  export const serve = 'jupyterlab-deephaven:serve';
  export const stopServing = 'jupyterlab-deephaven:stop-serving';
  export const setServing = 'jupyterlab-deephaven:set-serving';
  export const keepLoaded = 'jupyterlab-deephaven:keep-loaded';
  export const showServed = 'jupyterlab-deephaven:show-served';
  export const runCode = 'jupyterlab-deephaven:run-code';
  export const runFile = 'jupyterlab-deephaven:run-file';
  export const runSelection = 'jupyterlab-deephaven:run-selection';
  /** Stop a run. Args: { server?, run? } */
  export const stopRun = 'jupyterlab-deephaven:stop-run';
  /** Run again what ran before. Args: { run? } */
  export const runAgain = 'jupyterlab-deephaven:run-again';
  export const runCell = 'jupyterlab-deephaven:run-cell';
  export const openOrigin = 'jupyterlab-deephaven:open-origin';
  export const showOutput = 'jupyterlab-deephaven:show-output';
  export const clearOutput = 'jupyterlab-deephaven:clear-output';
  export const openVariable = 'jupyterlab-deephaven:open-variable';
  /** Delete a variable of a worker. Args: { server?, name } */
  export const deleteVariable = 'jupyterlab-deephaven:delete-variable';
  export const insertClientCode = 'jupyterlab-deephaven:insert-client-code';
  export const showSidebar = 'jupyterlab-deephaven:show-sidebar';
}
