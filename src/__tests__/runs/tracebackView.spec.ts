import { nullTranslator } from '@jupyterlab/translation';

import { TracebackView } from '../../runs/errors/tracebackView';
import type { IFrame } from '../../tokens';

const TRACEBACK =
  'Traceback (most recent call last):\n' +
  '  File "/jupyter:/a.py", line 3, in <b>f</b>\nValueError: <i>';

let view: TracebackView;

function viewOf(open: ((frame: IFrame) => void) | null): HTMLElement {
  const trans = nullTranslator.load('test');
  view = new TracebackView({ traceback: TRACEBACK, open, trans });
  return view.node;
}

afterEach(() => {
  view.dispose();
});

describe('TracebackView', () => {
  it('shows the text as it is, and opens its frames', () => {
    const open = jest.fn();
    const node = viewOf(open);
    expect(node.textContent).toBe(TRACEBACK);
    const buttons = [...node.querySelectorAll('button')];
    expect(buttons.map(({ textContent }) => textContent)).toEqual([
      'File "/jupyter:/a.py", line 3'
    ]);
    buttons[0].click();
    expect(open).toHaveBeenCalledWith({
      origin: '/jupyter:/a.py',
      path: 'a.py',
      cell: null,
      line: 3
    });
  });

  it('has no buttons where nothing can be opened', () => {
    const node = viewOf(null);
    expect(node.textContent).toBe(TRACEBACK);
    expect(node.querySelector('button')).toBeNull();
  });
});
