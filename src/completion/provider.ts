/**
 * Offers names in JupyterLab's completer.
 */
import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { Text } from '@jupyterlab/coreutils';

import type { ICompletion } from '../tokens';
import type { Sources } from './workerSource';
import type { Writing } from './writing';

/** Names of Python, from servers and served files. */
export class DeephavenCompletionProvider implements ICompletionProvider {
  constructor(
    private readonly _writing: Writing,
    private readonly _sources: Sources
  ) {}

  readonly identifier = 'CompletionProvider:deephaven';

  /** Before those of kernels and of the words in the text. */
  readonly rank = 1100;

  readonly renderer = null;

  async isApplicable({ editor, widget }: ICompletionContext): Promise<boolean> {
    return this._writing.find(widget, editor ?? null) !== null;
  }

  async fetch(
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
}

function asItem({
  detail,
  documentation,
  insertText,
  kind,
  label
}: ICompletion): CompletionHandler.ICompletionItem {
  return {
    label,
    insertText: insertText ?? label,
    // The type of a column says more than that it is one.
    type: kind === 'column' ? (detail ?? kind) : kind,
    documentation: documentation ?? detail
  };
}
