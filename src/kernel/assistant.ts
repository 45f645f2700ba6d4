/**
 * Completions and help for the code of cells, as Jupyter's messages have them.
 */
import { Text } from '@jupyterlab/coreutils';
import type { JSONObject } from '@lumino/coreutils';

import { definitionText } from '../protocol/language';
import type {
  IDeephavenServer,
  ILanguage,
  IScope,
  IServerConnection
} from '../tokens';
import type { PageKernel } from './kernel';

/** Asks the worker's Python; of one kernel. */
export class Assistant implements PageKernel.IAssistant {
  /**
   * @param server - the kernel's server; null for none.
   * @param scope - the variables of its cells; null for those of the session.
   */
  constructor(
    private readonly _server: () => IDeephavenServer | null,
    private readonly _scope: () => IScope | null
  ) {}

  async warmUp(): Promise<void> {
    const connection = this._connection;
    if (!connection || connection === this._warm) {
      return;
    }
    this._warm = connection;
    await connection.language?.warmUp().catch(reason => {
      console.warn('Deephaven could not prepare for completions', reason);
    });
  }

  async complete(code: string, cursor: number): Promise<JSONObject> {
    const index = Text.charIndexToJsIndex(cursor, code);
    const found = await this._language?.complete(code, index);
    const start = found ? Text.jsIndexToCharIndex(found.start, code) : cursor;
    const matches = (found?.items ?? []).map(({ kind, label }) => ({
      text: label,
      type: kind === 'variable' ? 'instance' : kind,
      start,
      end: cursor
    }));
    return {
      status: 'ok',
      matches: [...new Set(matches.map(({ text }) => text))],
      cursor_start: start,
      cursor_end: cursor,
      metadata: { _jupyter_types_experimental: matches }
    };
  }

  async inspect(code: string, cursor: number): Promise<JSONObject> {
    const index = Text.charIndexToJsIndex(cursor, code);
    // Behind an opening bracket, what is called is meant.
    const name = index - /[^\w]*$/.exec(code.slice(0, index))![0].length;
    const found = await this._language?.hover(code, Math.max(0, name - 1));
    const text = found && definitionText(found);
    return {
      status: 'ok',
      found: !!text,
      data: text ? { 'text/plain': text } : {},
      metadata: {}
    };
  }

  private get _language(): ILanguage | undefined {
    return this._connection?.language?.within(this._scope());
  }

  private get _connection(): IServerConnection | null {
    return this._server()?.connection ?? null;
  }

  /** The connection that was asked to prepare. */
  private _warm: IServerConnection | null = null;
}
