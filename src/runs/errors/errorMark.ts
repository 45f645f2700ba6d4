/**
 * The mark at the line of an editor at which a run failed.
 */
import { StateEffect, StateField } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';

/** A marked line. */
interface IMark {
  /** Where it begins. */
  readonly from: number;
  readonly message: string;
}

/** The exception, behind the line's text. */
class Message extends WidgetType {
  constructor(private _message: string) {
    super();
  }

  eq(other: Message): boolean {
    return other._message === this._message;
  }

  toDOM(): HTMLElement {
    const node = document.createElement('span');
    node.className = 'jp-DeephavenMark-message';
    node.textContent = this._message;
    return node;
  }
}

const setMark = StateEffect.define<IMark | null>();

const markField = StateField.define<IMark | null>({
  create: () => null,
  update: (mark, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) {
        return effect.value;
      }
    }
    if (!mark || !transaction.docChanged) {
      return mark;
    }
    const { changes, startState } = transaction;
    const { from, to } = startState.doc.lineAt(mark.from);
    // The user who changes the line is working on it.
    return changes.touchesRange(from, to)
      ? null
      : { ...mark, from: changes.mapPos(from) };
  },
  provide: field =>
    EditorView.decorations.compute([field, 'doc'], state => {
      const mark = state.field(field);
      return mark ? decorate(state.doc.lineAt(mark.from), mark.message) : none;
    })
});

const none: DecorationSet = Decoration.none;

function decorate(
  line: { from: number; to: number },
  message: string
): DecorationSet {
  return Decoration.set([
    Decoration.line({
      class: 'jp-DeephavenMark-line',
      attributes: { title: message }
    }).range(line.from),
    Decoration.widget({ widget: new Message(message), side: 1 }).range(line.to)
  ]);
}

/**
 * Mark a line.
 *
 * @param line - from 1; a line that is not there is not marked.
 */
export function markLine(
  view: EditorView,
  line: number,
  message: string
): void {
  if (line < 1 || line > view.state.doc.lines) {
    return;
  }
  const { from } = view.state.doc.line(line);
  if (view.state.field(markField, false) === undefined) {
    // First: a field does not see the effects that come with it.
    view.dispatch({ effects: StateEffect.appendConfig.of(markField) });
  }
  view.dispatch({ effects: setMark.of({ from, message }) });
}

/** Remove the mark of an editor, if it has one. */
export function unmark(view: EditorView): void {
  if (view.state.field(markField, false)) {
    view.dispatch({ effects: setMark.of(null) });
  }
}
