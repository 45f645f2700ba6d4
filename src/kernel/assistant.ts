/**
 * Completions and help for the code of cells, from the worker's own session.
 */
import type { dh } from '@deephaven/jsapi-types';
import { Text } from '@jupyterlab/coreutils';
import type { JSONObject } from '@lumino/coreutils';

import type { IDeephavenServer, IServerConnection } from '../tokens';
import type { PageKernel } from './kernel';

/** A place in a text, as language servers have it. */
interface IPosition {
  readonly line: number;
  readonly character: number;
}

/** A completion, as the server has it. */
interface IItem {
  readonly label: string;
  readonly kind?: number;
  readonly sortText?: string;
  readonly textEdit?: {
    readonly text: string;
    readonly range: { readonly start: IPosition; readonly end: IPosition };
  };
}

/** Words for the kinds of the Language Server Protocol. */
const KINDS: Readonly<Record<number, string>> = {
  2: 'function',
  3: 'function',
  5: 'property',
  6: 'instance',
  7: 'class',
  9: 'module',
  10: 'property',
  14: 'keyword'
};

/** The sessions that have answered once, or soon will have. */
const WARM = new WeakSet<object>();

/** Asks the worker. */
export class Assistant implements PageKernel.IAssistant {
  /**
   * @param id - identifies the kernel's code at the worker.
   * @param server - the kernel's server; null for none.
   */
  constructor(
    id: string,
    private readonly _server: () => IDeephavenServer | null
  ) {
    this._uri = `file:///kernel-${id}.py`;
  }

  async warmUp(): Promise<void> {
    const session = sessionOf(this._server()?.connection ?? null);
    if (!session || WARM.has(session)) {
      return;
    }
    WARM.add(session);
    const code = 'import os\nos.pa';
    await this.complete(code, code.length).catch(reason => {
      console.warn('Deephaven could not prepare for completions', reason);
    });
  }

  async complete(code: string, cursor: number): Promise<JSONObject> {
    const index = Text.charIndexToJsIndex(cursor, code);
    const items = ((await this._ask(code, session =>
      session.getCompletionItems({
        textDocument: this._document,
        position: positionOf(code, index),
        context: { triggerKind: 1 }
      })
    )) ?? []) as IItem[];
    const sorted = [...items].sort((a, b) =>
      (a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1
    );
    const first = sorted[0]?.textEdit?.range.start;
    const start = first
      ? Text.jsIndexToCharIndex(indexOf(code, first), code)
      : cursor;
    const matches = sorted.map(
      ({ label, textEdit }) => textEdit?.text ?? label
    );
    return {
      status: 'ok',
      matches: [...new Set(matches)],
      cursor_start: start,
      cursor_end: cursor,
      metadata: {
        _jupyter_types_experimental: sorted.map(({ kind }, i) => ({
          text: matches[i],
          type: KINDS[kind ?? 0] ?? '',
          start,
          end: cursor
        }))
      }
    };
  }

  async inspect(code: string, cursor: number): Promise<JSONObject> {
    const index = Text.charIndexToJsIndex(cursor, code);
    // Behind an opening bracket, what is called is meant.
    const name = index - /[^\w]*$/.exec(code.slice(0, index))![0].length;
    const hover = (await this._ask(code, session =>
      session.getHover({
        textDocument: this._document,
        position: positionOf(code, Math.max(0, name - 1))
      })
    )) as { contents?: { value?: string } } | null;
    const text = hover?.contents?.value ?? '';
    return {
      status: 'ok',
      found: text !== '',
      data: text === '' ? {} : { 'text/markdown': text, 'text/plain': text },
      metadata: {}
    };
  }

  /** Ask about a text; null while not connected. */
  private async _ask(
    code: string,
    question: (session: ILanguageSession) => Promise<unknown>
  ): Promise<unknown> {
    const session = sessionOf(this._server()?.connection ?? null);
    if (!session) {
      return null;
    }
    this._version += 1;
    const { _document: textDocument } = this;
    if (session === this._opened) {
      session.changeDocument({
        textDocument,
        contentChanges: [{ text: code }]
      });
    } else {
      this._opened = session;
      session.openDocument({
        textDocument: { ...textDocument, languageId: 'python', text: code }
      });
    }
    return question(session);
  }

  private get _document() {
    return { uri: this._uri, version: this._version };
  }

  private _opened: ILanguageSession | null = null;
  private _uri: string;
  private _version = 0;
}

/** What a session knows of texts: its types name not all that it takes. */
interface ILanguageSession {
  openDocument(params: object): void;
  changeDocument(params: object): void;
  getCompletionItems(params: object): Promise<unknown[]>;
  getHover(params: object): Promise<unknown>;
}

function sessionOf(
  connection: IServerConnection | null
): ILanguageSession | null {
  const { session } = (connection ?? {}) as { session?: dh.IdeSession };
  return (session as unknown as ILanguageSession | undefined) ?? null;
}

function positionOf(code: string, index: number): IPosition {
  const lines = code.slice(0, index).split('\n');
  return {
    line: lines.length - 1,
    character: lines[lines.length - 1].length
  };
}

function indexOf(code: string, { character, line }: IPosition): number {
  const before = code.split('\n').slice(0, line);
  return before.reduce((sum, text) => sum + text.length + 1, character);
}
