/**
 * What is offered while somebody writes Python: names of the worker, of served
 * files, and columns of tables.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { galata } from '@jupyterlab/galata';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';

const TABLES = `
from deephaven import empty_table
prices = empty_table(5).update(["Sym = \`A\`", "Price = 1.5 * i", "Size = i"])
quotes = empty_table(5).update(["Sym = \`A\`", "Bid = 1.0 * i", "Ask = 2.0 * i"])
price_limit = 4
catalogue = {"first_key": 1, "second_key": 2}
`;

const FILES = {
  'shelf/__init__.py': 'from .config import trend_threshold\n',
  'shelf/config.py': 'trend_threshold = 0.5\ntrend_window = 10\n',
  'shelf/feeds.py':
    'class Feed:\n    """Reads quotes."""\n    def start_reading(self): pass\n' +
    '    def stop_reading(self): pass\n\n' +
    'def load_feed(name, limit=10):\n    """Load a feed by its name."""\n',
  'shelf/deep/inner.py': 'inner_value = 1\n',
  'written.py': ''
};

/**
 * Write a text with a cursor, ask for completions by the keyboard, and wait.
 *
 * @param text - the text; `|` is the cursor, else it is at the end.
 * @returns what is offered.
 */
async function offered(
  page: IJupyterLabPageFixture,
  text: string
): Promise<string[]> {
  const completer = page.locator('.jp-Completer:not(.lm-mod-hidden)');
  await page.keyboard.press('Escape');
  await expect(completer).toHaveCount(0);
  await page.evaluate(text => {
    const widget = window.jupyterapp.shell.currentWidget as never as {
      content: { editor?: unknown; activeCell?: { editor: unknown } };
    };
    const { content } = widget;
    const editor = (content.editor ?? content.activeCell?.editor) as {
      model: { sharedModel: { setSource(text: string): void } };
      getPositionAt(offset: number): object;
      setCursorPosition(position: object): void;
      focus(): void;
    };
    const offset = text.includes('|') ? text.indexOf('|') : text.length;
    const source = text.replace('|', '');
    editor.model.sharedModel.setSource(source);
    editor.setCursorPosition(editor.getPositionAt(offset));
    editor.focus();
  }, text);
  await page.keyboard.press('Tab');
  await expect(completer).toBeVisible();
  return completer.locator('.jp-Completer-match').allTextContents();
}

/** The text of the current editor or cell. */
async function sourceOf(page: IJupyterLabPageFixture): Promise<string> {
  return page.evaluate(() => {
    const widget = window.jupyterapp.shell.currentWidget as never as {
      content: { editor?: IEditor; activeCell?: { editor: IEditor } };
    };
    interface IEditor {
      model: { sharedModel: { getSource(): string } };
    }
    const { activeCell, editor } = widget.content;
    return (editor ?? activeCell!.editor).model.sharedModel.getSource();
  });
}

/** Serve the files, make the tables, open the file. */
async function prepare(extension: Extension, folder: string): Promise<void> {
  await extension.execute('serve', { paths: [`${folder}/shelf`] });
  const { error } = await extension.run(TABLES);
  expect(error).toBeNull();
  await extension.open('written.py');
}

test.beforeEach(async ({ deephaven, extension, workspace }) => {
  await workspace.write(FILES);
  await extension.connect(deephaven);
  await prepare(extension, workspace.path);
});

/** What is offered, among others. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  // Served files, which nothing has imported.
  ['import shel', ['shelf']],
  ['import shelf.', ['config', 'deep', 'feeds']],
  ['from shelf.deep import ', ['inner']],
  ['from shelf import ', ['config', 'feeds', 'trend_threshold']],
  ['from shelf.feeds import lo', ['load_feed']],
  ['import shelf.config\nshelf.config.', ['trend_threshold', 'trend_window']],
  ['from shelf.feeds import Feed\nFeed.', ['start_reading', 'stop_reading']],
  // Columns of tables that there are.
  ['prices.where("Sy|")', ['Sym']],
  ['prices.where("', ['Sym', 'Price', 'Size']],
  ['prices.where("S', ['Sym', 'Size']],
  ['prices.sort(["Sym", "Pri|"])', ['Price']],
  ['prices.where("pri', ['Price', 'price_limit']],
  ['prices.update("Value = Price * Si|")', ['Size']],
  // Columns that the text makes.
  ['prices.update("Total = 1").where("Tot', ['Total']],
  ['top = prices.view(["Sym", "Best = Price"])\ntop.where("', ['Sym', 'Best']],
  ['prices.natural_join(quotes, "Sym", "', ['Bid', 'Ask']],
  ['prices.natural_join(quotes, "Sym").where("', ['Sym', 'Bid', 'Ask']],
  // What the worker's Python knows.
  ['price_l', ['price_limit']],
  ['prices.natural', ['natural_join']],
  ['catalogue["', ['"first_key"', '"second_key"']],
  ['from deephaven import empty_t', ['empty_table']]
];

test('completion: what can stand there is offered', async ({ page }) => {
  for (const [text, expected] of CASES) {
    const found = await offered(page, text);
    expect.soft(found, text).toEqual(expect.arrayContaining([...expected]));
  }
});

test('completion: Enter puts a column into a formula', async ({ page }) => {
  await offered(page, 'prices.where("Sy| = `A`")');
  await page.keyboard.press('Enter');
  await expect.poll(() => sourceOf(page)).toBe('prices.where("Sym = `A`")');
});

test('completion goes on while a script runs', async ({
  deephaven,
  extension,
  page
}) => {
  test.skip(deephaven.plugin === 'published', 'It cannot stop a run.');
  const running = extension.run(
    'import time\nprint("begun")\nwhile True:\n    time.sleep(0.05)'
  );
  await expect(extension.lastRun).toContainText('begun');
  for (const [text, expected] of CASES) {
    const found = await offered(page, text);
    expect.soft(found, text).toEqual(expect.arrayContaining([...expected]));
  }
  await extension.execute('stop-run');
  expect((await running).exception?.name).toBe('KeyboardInterrupt');
});

/** Write lines with the keyboard, at the end of which the cursor stays. */
async function type(
  page: IJupyterLabPageFixture,
  above: string,
  typed: string
): Promise<void> {
  await page.getByRole('main').locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(above);
  await page.keyboard.type(typed);
}

test('a call shows its parameters until Escape', async ({ page }) => {
  const tooltip = page.locator('.jp-DeephavenTooltip');
  const above = 'from shelf.feeds import load_feed\n';
  await type(page, above, 'load_feed("a", ');
  await expect(tooltip).toContainText('load_feed(name, limit=10)');
  await expect(tooltip.locator('strong')).toHaveText('limit=10');
  await page.keyboard.press('Escape');
  await expect(tooltip).toHaveCount(0);

  await type(page, 'from deephaven import empty_table\n', 'empty_table(');
  await expect(tooltip).toContainText('empty_table(size: int)');
  await page.keyboard.type('5)');
  await expect(tooltip).toHaveCount(0);
});

test('the pointer shows documentation, and the types of columns', async ({
  page
}) => {
  const tooltip = page.locator('.jp-DeephavenTooltip');
  const editor = page.getByRole('main').locator('.cm-content');
  await type(page, 'prices.where("Sym = `A`")\nprices.tail(1)\n', '');
  await editor.getByText('tail').hover();
  await expect(tooltip).toContainText('specific number of rows from the end');
  await page.mouse.move(0, 0);
  await expect(tooltip).toHaveCount(0);
  const column = await editor.getByText('Sym').boundingBox();
  await page.mouse.move(column!.x + 16, column!.y + 5);
  await expect(tooltip).toHaveText('Sym: String');
});

test('cells are completed in notebooks whose cells ran in Deephaven', async ({
  extension,
  page,
  workspace
}) => {
  const cell = (id: string, source: string) => ({
    ...{ cell_type: 'code', id, source, metadata: {}, outputs: [] },
    execution_count: null
  });
  await workspace.write({
    'cells.ipynb': JSON.stringify({
      cells: [
        cell('a', 'mine = prices.view(["Sym", "Twice = 2 * Price"])'),
        cell('b', '')
      ],
      metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
      nbformat: 4,
      nbformat_minor: 5
    })
  });
  await page.notebook.openByPath(`${workspace.path}/cells.ipynb`);
  await page.notebook.selectCells(0);
  await extension.execute('run-cell', { server: 'Test' });
  await page.notebook.enterCellEditingMode(1);
  expect(await offered(page, 'mine.where("Tw')).toEqual(['Twice']);
  expect(await offered(page, 'price_l')).toContain('price_limit');
});

/** Tells whether a word was sent to a server, from now on. */
async function watchSent(
  page: IJupyterLabPageFixture,
  { host }: URL
): Promise<(word: string) => Promise<boolean>> {
  const requests: string[] = [];
  page.on('request', request => {
    if (new URL(request.url()).host === host) {
      requests.push(request.postDataBuffer()?.toString('latin1') ?? '');
    }
  });
  await page.evaluate(host => {
    const { send } = WebSocket.prototype;
    const frames: string[] = [];
    Object.assign(window, { sentFrames: frames });
    WebSocket.prototype.send = function (data) {
      if (new URL(this.url).host === host) {
        frames.push(new TextDecoder('latin1').decode(data as ArrayBuffer));
      }
      send.call(this, data);
    };
  }, host);
  return async word => {
    const frames = await page.evaluate(
      () => (window as never as { sentFrames: string[] }).sentFrames
    );
    return [...requests, ...frames].some(each => each.includes(word));
  };
}

for (const [files, isSent] of [
  ['always', true],
  ['never', false]
] as const) {
  test.describe(`the setting ${files}`, () => {
    test.use({
      mockSettings: {
        ...galata.DEFAULT_SETTINGS,
        'jupyterlab-deephaven:completion': { files }
      }
    });

    test(`completion sends texts of files: ${files}`, async ({
      deephaven,
      page
    }) => {
      const wasSent = await watchSent(page, new URL(deephaven.url));
      // The words of the text are offered in any case.
      const found = await offered(page, 'first_secret = 1\nfirst_se');
      expect(found).toContain('first_secret');
      expect(await wasSent('first_secret')).toBe(isSent);
    });
  });
}
