import type { ICell } from '@jupyterlab/nbformat';

import { notebookText } from '../../files/notebookText';

function textOf(...cells: Partial<ICell>[]): string {
  return notebookText({
    cells: cells.map(cell => ({
      cell_type: 'code',
      metadata: {},
      source: '',
      ...cell
    })) as ICell[]
  });
}

it('code cells are as they are, other cells are comments', () => {
  expect(
    textOf(
      { source: 'import os\n\n\ndef f():\n    pass' },
      { cell_type: 'markdown', source: ['# Title\n', '\n', 'Text'] },
      { cell_type: 'raw', source: 'raw' }
    )
  ).toBe(
    [
      '# %%',
      'import os\n\n\ndef f():\n    pass',
      '',
      '# %% [markdown]',
      '# # Title\n#\n# Text',
      '',
      '# %% [raw]',
      '# raw\n'
    ].join('\n')
  );
});

it.each([
  '%matplotlib inline',
  '  %time f()',
  '!ls',
  '?f',
  'f?',
  'f.g??',
  'x = %time f()',
  'files = !ls'
])('%p is no Python, and so a comment', source => {
  expect(textOf({ source })).toBe(`# %%\n# ${source}\n`);
});

it.each([
  'x = 1 % y',
  '    % y)',
  'x != 1',
  'print("what?")',
  '# is it so?',
  's = "%s" % x',
  'x = not y'
])('%p is Python', source => {
  expect(textOf({ source })).toBe(`# %%\n${source}\n`);
});

it.each<Partial<ICell>>([
  { source: '%%bash\nls\n' },
  { source: 'ls', metadata: { tags: ['x', 'active-ipynb'] } }
])('a cell that is not for Python is a comment: %p', cell => {
  expect(textOf(cell)).toMatch(/^# %%\n(# .*\n)+/);
});
