/**
 * Whether an open document has a text that its file does not have yet.
 *
 * No flag tells: a text set by another extension need not be dirty, one that
 * is typed during a save is not, and a notebook is dirty for its kernel's name.
 * No time does either.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookContent } from '@jupyterlab/nbformat';

import { moment } from '../protocol/moment';
import { isPythonFile } from '../protocol/names';
import { notebookText } from './notebookText';

/** What is known of a document. */
interface IKnown {
  /** The text that was loaded, or saved last; null where that is not known. */
  base: string | null;
  /** The moment of the last change; 0 where there is none. */
  changed: number;
}

const known = new WeakMap<DocumentRegistry.Context, IKnown>();

/** A text that is not saved. */
export interface IUnsaved {
  readonly text: string;
  /** The moment of its last change. */
  readonly changed: number;
}

/** Follow what a document loads, changes and saves, from now on. */
export function followDocument(context: DocumentRegistry.Context): void {
  if (!known.has(context)) {
    follow(context);
  }
}

/**
 * The text of a document that has changed since it was loaded or saved.
 *
 * @param keyOf - the key of a text's content.
 * @returns null where the file has it, or a newer one; or where it has none.
 */
export function unsavedText(
  context: DocumentRegistry.Context,
  keyOf: (text: string) => string
): IUnsaved | null {
  const { base, changed } = known.get(context) ?? follow(context);
  const text = textOf(context);
  if (text === null) {
    return null;
  }
  const isSaved = context.model.collaborative
    ? isSavedByServer(text, context.contentsModel, keyOf)
    : text === base;
  return isSaved ? null : { text, changed };
}

function follow(context: DocumentRegistry.Context): IKnown {
  const { model } = context;
  const state: IKnown = {
    base: model.dirty ? null : textOf(context),
    changed: 0
  };
  known.set(context, state);
  const record = () => {
    state.base = textOf(context);
  };
  let saving = state.base;
  context.saveState.connect((_, step) => {
    if (step === 'started') {
      saving = textOf(context);
    } else if (step === 'completed') {
      // Not what it has by now: somebody may have typed meanwhile.
      state.base = saving;
    }
  });
  context.fileChanged.connect(record);
  model.contentChanged.connect(() => {
    state.changed = moment();
  });
  if (!context.isReady) {
    // One that cannot be loaded has no text.
    context.ready.then(
      () => {
        state.base ??= textOf(context);
      },
      () => undefined
    );
  }
  return state;
}

/** What a document's file would have; null where that is no text. */
function textOf(context: DocumentRegistry.Context): string | null {
  const { contentsModel, isReady, model, path } = context;
  if (!isReady) {
    return null;
  }
  const type = contentsModel?.type;
  if (type !== 'file' && type !== 'notebook') {
    return null;
  }
  // Jupytext takes a .py file for a notebook, also while it is open as a text.
  if (!('cells' in model.sharedModel)) {
    return model.toString();
  }
  return isPythonFile(path)
    ? notebookText(model.toJSON() as unknown as INotebookContent)
    : null;
}

/**
 * Whether a shared text is what the server has loaded or saved last. It saves
 * by itself; what others type comes here, whatever the file has.
 */
function isSavedByServer(
  text: string,
  model: { readonly hash?: string; readonly hash_algorithm?: string } | null,
  keyOf: (text: string) => string
): boolean {
  const { hash, hash_algorithm: algorithm = 'sha256' } = model ?? {};
  // Documents have no line ends but `\n`.
  return (
    !!hash &&
    algorithm === 'sha256' &&
    ['\n', '\r\n', '\r'].some(end => keyOf(text.replace(/\n/g, end)) === hash)
  );
}
