/**
 * Asks the worker's Python about texts: completions, signatures, documentation.
 */
import type { dh } from '@deephaven/jsapi-types';

import type {
  ICompletion,
  ICompletions,
  ILanguage,
  ISignature,
  NameKind
} from '../protocol/language';

/** What a document is called: the worker needs no path. */
const URI = 'inmemory://jupyterlab-deephaven/';

/** The kinds of the language server protocol, as far as Python has them. */
const KINDS = new Map<number, NameKind>([
  [2, 'function'],
  [3, 'function'],
  [4, 'function'],
  [7, 'class'],
  [9, 'module'],
  [14, 'keyword']
]);

/** A text that the worker has. */
interface IDocument {
  readonly uri: string;
  version: number;
  text: string;
}

/** A place in a text, as the language server protocol has it. */
interface IPosition {
  readonly line: number;
  readonly character: number;
}

/** The language of one session. */
export class WorkerLanguage {
  constructor(private readonly _session: dh.IdeSession) {}

  /**
   * The language, for one document.
   *
   * @param document - what knows the document; its text stays at the worker
   * until `close`.
   */
  of(document: object): ILanguage {
    return {
      complete: (code, offset) => this._complete(document, code, offset),
      hover: (code, offset) => this._hover(document, code, offset),
      signatures: (code, offset) => this._signatures(document, code, offset)
    };
  }

  /** Have the worker forget a document's text. */
  close(document: object): void {
    const open = this._documents.get(document);
    if (open) {
      this._documents.delete(document);
      const { uri, version } = open;
      this._session.closeDocument({ textDocument: { uri, version } });
    }
  }

  /**
   * Have the worker load what it needs to answer: the first answer may take
   * seconds.
   */
  warmUp(): Promise<void> {
    this._warm ??= this._warmUp();
    return this._warm;
  }

  private async _warmUp(): Promise<void> {
    const document = {};
    const code = 'import deephaven\ndeephaven.';
    try {
      await this._complete(document, code, code.length);
    } finally {
      this.close(document);
    }
  }

  private async _complete(
    document: object,
    code: string,
    offset: number
  ): Promise<ICompletions | null> {
    const textDocument = this._send(document, code);
    const items = await this._session.getCompletionItems({
      textDocument,
      position: positionAt(code, offset),
      context: { triggerKind: 1 }
    });
    const range = items[0]?.textEdit?.range;
    return range
      ? {
          start: offsetAt(code, range.start),
          end: offsetAt(code, range.end),
          items: items.map(asCompletion)
        }
      : null;
  }

  private async _hover(
    document: object,
    code: string,
    offset: number
  ): Promise<string | null> {
    const textDocument = this._send(document, code);
    const position = positionAt(code, offset);
    const hover = await this._session.getHover({ textDocument, position });
    return hover?.contents?.value || null;
  }

  private async _signatures(
    document: object,
    code: string,
    offset: number
  ): Promise<ISignature[]> {
    const textDocument = this._send(document, code);
    const position = positionAt(code, offset);
    const found = await this._session.getSignatureHelp({
      textDocument,
      position,
      context: { triggerKind: 1, isRetrigger: false }
    });
    return found.map(
      ({ activeParameter, documentation, label, parameters }) => ({
        label,
        documentation: documentation?.value ?? '',
        parameters: (parameters ?? []).map(({ label }) => label),
        active: (activeParameter ?? -1) >= 0 ? activeParameter : null
      })
    );
  }

  /** Have the worker know a text: of one that it has, only the difference. */
  private _send(
    document: object,
    text: string
  ): { uri: string; version: number } {
    let open = this._documents.get(document);
    if (!open) {
      this._opened += 1;
      open = { uri: `${URI}${this._opened}.py`, version: 1, text };
      this._documents.set(document, open);
      const { uri, version } = open;
      this._session.openDocument({
        textDocument: { uri, languageId: 'python', version, text }
      });
    } else if (open.text !== text) {
      open.version += 1;
      const { uri, version } = open;
      this._session.changeDocument({
        textDocument: { uri, version },
        contentChanges: [changeBetween(open.text, text)]
      });
      open.text = text;
    }
    return { uri: open.uri, version: open.version };
  }

  private readonly _documents = new Map<object, IDocument>();
  private _opened = 0;
  private _warm: Promise<void> | null = null;
}

/** What makes one text of another. */
export function changeBetween(
  before: string,
  after: string
): {
  range: { start: IPosition; end: IPosition };
  rangeLength: number;
  text: string;
} {
  const shorter = Math.min(before.length, after.length);
  let begin = 0;
  while (begin < shorter && before[begin] === after[begin]) {
    begin += 1;
  }
  let end = 0;
  while (
    end < shorter - begin &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  const last = before.length - end;
  return {
    range: { start: positionAt(before, begin), end: positionAt(before, last) },
    rangeLength: last - begin,
    text: after.slice(begin, after.length - end)
  };
}

function positionAt(text: string, offset: number): IPosition {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length - 1, character: offset - start };
}

function offsetAt(text: string, { character, line }: IPosition): number {
  let start = 0;
  for (let i = 0; i < line; i += 1) {
    start = text.indexOf('\n', start) + 1;
  }
  return start + character;
}

function asCompletion({
  detail,
  documentation,
  kind,
  label,
  textEdit
}: dh.lsp.CompletionItem): ICompletion {
  return {
    label,
    insertText: textEdit.text,
    kind: KINDS.get(kind) ?? 'variable',
    ...(detail ? { detail } : {}),
    ...(documentation?.value ? { documentation: documentation.value } : {})
  };
}
