/**
 * The variable of a worker that holds the server plugin's object, found or made.
 */
import type { dh } from '@deephaven/jsapi-types';

import {
  createPluginObject,
  PLUGIN_OBJECT_TYPE,
  PLUGIN_VARIABLES
} from '../protocol/worker';
import type { ConsoleSession } from './consoleSession';

/**
 * Find the variable of the plugin object, or make one.
 *
 * @param session - a session of the worker.
 * @returns its name; null when the worker made none.
 * @throws Error when the plugin is not installed there.
 */
export async function pluginVariable(
  session: ConsoleSession
): Promise<string | null> {
  const existing = new Set(await pluginObjects(session.session));
  const found = PLUGIN_VARIABLES.find(variable => existing.has(variable));
  if (found !== undefined) {
    return found;
  }
  const { changes } = await session.execute(createPluginObject());
  const created = changes.created.find(isPluginObject);
  return created?.title ?? null;
}

/** The worker's variables that hold plugin objects. */
function pluginObjects(session: dh.IdeSession): Promise<string[]> {
  return new Promise(resolve => {
    const remove = session.subscribeToFieldUpdates(changes => {
      resolve(changes.created.filter(isPluginObject).map(({ title }) => title));
      // The first update lists all there is; not before this call is over.
      void Promise.resolve().then(() => remove());
    });
  });
}

function isPluginObject({ type }: dh.ide.VariableDefinition): boolean {
  return (type as string) === PLUGIN_OBJECT_TYPE;
}
