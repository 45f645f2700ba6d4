/**
 * The variables of a worker by way of the server plugin: what Deephaven itself
 * does not tell of them, and deleting them.
 */
import { UUID } from '@lumino/coreutils';

import type { RemoteFileSourceConnection } from '../protocol/connection';
import type {
  IInspection,
  IVariableDetail
} from '../protocol/sessionVariables';
import { deleteVariable, restoreVariable } from '../protocol/worker';
import type { ConsoleSession } from './consoleSession';

/** The variables of one connection whose server plugin tells of them. */
export class SessionVariables {
  constructor(
    private _connection: RemoteFileSourceConnection,
    private _session: ConsoleSession
  ) {}

  /** What is known of each variable, by its name. */
  list(): Promise<Map<string, IVariableDetail>> {
    return this._connection.listVariables();
  }

  /**
   * Look into a variable.
   *
   * @throws Error when there is none of that name.
   */
  inspect(name: string): Promise<IInspection> {
    return this._connection.inspectVariable(name);
  }

  /**
   * Delete a variable, after what runs now.
   *
   * @returns what brings it back.
   * @throws Error when there is none of that name.
   */
  async remove(name: string): Promise<() => Promise<void>> {
    const key = UUID.uuid4();
    await this._session.execute(deleteVariable(name, key));
    return async () => {
      await this._session.execute(restoreVariable(name, key));
    };
  }
}
