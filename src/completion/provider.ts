/**
 * Offers names in JupyterLab's completer.
 */
import type {
  Completer,
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { Text } from '@jupyterlab/coreutils';

import { definitionText } from '../protocol/language';
import type { ICompletion } from '../tokens';
import type { Sources } from './workerSource';
import type { Writing } from './writing';

/** How long JupyterLab waits for an answer, in milliseconds. */
const PATIENCE = 1000;

/** Names of Python, from servers and served files. */
export class DeephavenCompletionProvider implements ICompletionProvider {
  /** @param _invoke - has the completer of a document ask again. */
  constructor(
    private readonly _writing: Writing,
    private readonly _sources: Sources,
    private readonly _invoke: (widget: string) => void
  ) {}

  readonly identifier = 'CompletionProvider:deephaven';

  /** Before those of kernels and of the words in the text. */
  readonly rank = 1100;

  readonly renderer = null;

  async isApplicable({ editor, widget }: ICompletionContext): Promise<boolean> {
    return this._writing.find(widget, editor ?? null) !== null;
  }

  async fetch(
    request: CompletionHandler.IRequest,
    context: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const late = this._late;
    this._late = null;
    if (late && isSame(late.request, request) && late.context === context) {
      return late.reply;
    }
    const begun = performance.now();
    const reply = await this._ask(request, context);
    if (performance.now() - begun >= PATIENCE && isWaiting(request, context)) {
      // JupyterLab has dropped it, and asks again.
      this._late = { request, context, reply };
      this._invoke(context.widget.id);
    }
    return reply;
  }

  private async _ask(
    { offset, text }: CompletionHandler.IRequest,
    { editor, widget }: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const writing = this._writing.find(widget, editor ?? null);
    if (!writing) {
      return { start: offset, end: offset, items: [] };
    }
    const { complete } = await import('./python/complete');
    const { before } = writing;
    const { end, items, start } = await complete(
      before + text,
      before.length + Text.charIndexToJsIndex(offset, text),
      this._sources.of(writing),
      writing
    );
    const inText = (at: number) =>
      Text.jsIndexToCharIndex(at - before.length, text);
    return {
      start: inText(start),
      end: inText(end),
      items: items.map(asItem)
    };
  }

  /** Add the documentation of a name, as if it stood in the text. */
  async resolve(
    item: CompletionHandler.ICompletionItem,
    { editor, widget }: ICompletionContext,
    patch?: Completer.IPatch | null
  ): Promise<CompletionHandler.ICompletionItem> {
    const writing = this._writing.find(widget, editor ?? null);
    const language = writing?.connection.language?.within(writing.scope);
    if (item.documentation || !patch || !writing || !editor || !language) {
      return item;
    }
    const text = editor.model.sharedModel.getSource();
    const begin = writing.before + text.slice(0, patch.start) + patch.value;
    const found = await language.hover(
      begin + text.slice(patch.end),
      begin.length
    );
    return found ? { ...item, documentation: definitionText(found) } : item;
  }

  /** An answer that came too late. */
  private _late: {
    request: CompletionHandler.IRequest;
    context: ICompletionContext;
    reply: CompletionHandler.ICompletionItemsReply;
  } | null = null;
}

function isSame(
  a: CompletionHandler.IRequest,
  b: CompletionHandler.IRequest
): boolean {
  return a.offset === b.offset && a.text === b.text;
}

/** Whether the text and the cursor of an editor are still what was asked about. */
function isWaiting(
  { offset, text }: CompletionHandler.IRequest,
  { editor }: ICompletionContext
): boolean {
  if (!editor || editor.isDisposed || !editor.hasFocus()) {
    return false;
  }
  const now = editor.model.sharedModel.getSource();
  const at = editor.getOffsetAt(editor.getCursorPosition());
  return now === text && Text.jsIndexToCharIndex(at, now) === offset;
}

function asItem({
  detail,
  documentation,
  kind,
  label
}: ICompletion): CompletionHandler.ICompletionItem {
  return {
    label,
    insertText: label,
    // The type of a column says more than that it is one.
    type: kind === 'column' ? (detail ?? kind) : kind,
    documentation: documentation ?? detail
  };
}
