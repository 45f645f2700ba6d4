import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

import { markLine, unmark } from '../../runs/errors/errorMark';

function viewOf(doc: string): EditorView {
  return new EditorView({ state: EditorState.create({ doc }) });
}

/** The texts of the marked lines. */
function marked(view: EditorView): (string | null)[] {
  return [...view.dom.querySelectorAll('.jp-DeephavenMark-line')].map(
    ({ textContent }) => textContent
  );
}

describe('a mark', () => {
  it('is at its line, with the message, and moves with it', () => {
    const view = viewOf('a = 1\nb = a / 0\nc = 2\n');
    markLine(view, 2, 'ZeroDivisionError: division by zero');
    const expected = ['b = a / 0ZeroDivisionError: division by zero'];
    expect(marked(view)).toEqual(expected);
    view.dispatch({ changes: { from: 0, insert: '# new\n' } });
    view.dispatch({ changes: { from: view.state.doc.length, insert: 'd' } });
    expect(marked(view)).toEqual(expected);
    expect(view.state.doc.line(3).text).toBe('b = a / 0');
    markLine(view, 4, 'E');
    expect(marked(view)).toEqual(['c = 2E']);
  });

  it('goes when its line is changed, and when it is removed', () => {
    const view = viewOf('a = 1\nb = 2\n');
    markLine(view, 2, 'E');
    view.dispatch({ changes: { from: 8, insert: 'x' } });
    expect(marked(view)).toEqual([]);
    markLine(view, 1, 'E');
    unmark(view);
    expect(marked(view)).toEqual([]);
    unmark(viewOf(''));
  });

  it('is nowhere when the line is not there', () => {
    const view = viewOf('a = 1');
    markLine(view, 2, 'E');
    markLine(view, 0, 'E');
    expect(marked(view)).toEqual([]);
  });
});
