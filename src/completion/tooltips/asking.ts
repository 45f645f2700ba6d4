/**
 * Asks about the text of an editor's view, as far as a server is to be asked.
 */
import type { EditorView } from '@codemirror/view';

import type { ICall, IHover } from '../python/inspect';
import type { Sources } from '../workerSource';
import type { IWriting, Writing } from '../writing';

/** Tells what tooltips show. */
export class Asking {
  /** @param isOn - whether the user wants tooltips at all. */
  constructor(
    private readonly _writing: Writing,
    private readonly _sources: Sources,
    private readonly _isOn: () => boolean
  ) {}

  /** Whether there is anybody to ask about a view's text. */
  canAsk(view: EditorView): boolean {
    return this._find(view) !== null;
  }

  /** What stands at an offset of a view's text; null for nothing known. */
  async hover(view: EditorView, offset: number): Promise<IHover | null> {
    const writing = this._find(view);
    if (!writing) {
      return null;
    }
    const { hover } = await import('../python/inspect');
    const { before } = writing;
    const found = await hover(
      before + view.state.doc.toString(),
      before.length + offset,
      this._sources.of(writing),
      writing
    );
    return (
      found && {
        ...found,
        start: found.start - before.length,
        end: found.end - before.length
      }
    );
  }

  /** The call that an offset is in; null for none. */
  async call(view: EditorView, offset: number): Promise<ICall | null> {
    const writing = this._find(view);
    if (!writing) {
      return null;
    }
    const { signatures } = await import('../python/inspect');
    const { before } = writing;
    const found = await signatures(
      before + view.state.doc.toString(),
      before.length + offset,
      this._sources.of(writing),
      writing
    );
    // A call of a cell above goes on in no other one.
    return found && found.open >= before.length
      ? { ...found, open: found.open - before.length }
      : null;
  }

  private _find(view: EditorView): IWriting | null {
    const place = this._isOn() ? this._writing.at(view.dom) : null;
    return place && this._writing.find(place.widget, place.editor);
  }
}
