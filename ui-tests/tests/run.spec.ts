/**
 * Running code: output, errors, selections, and the result of `run-code`.
 */
import { expect, test } from '../fixtures';

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('run-code tells what was printed, created, updated and removed', async ({
  extension
}) => {
  // The worker remembers earlier tests.
  await extension.run('table_a = table_b = None');
  const first = await extension.run(
    'import sys\nfrom deephaven import empty_table\n' +
      'table_a = empty_table(1)\ntable_b = empty_table(2)\n' +
      'print("out")\nprint("err", file=sys.stderr)\nprint("\u00e9 \u4e16")'
  );
  expect(first.error).toBeNull();
  expect(first.created.sort()).toEqual(['table_a', 'table_b']);
  expect(first.output).toContain('out\n');
  expect(first.output).toContain('err\n');
  expect(first.output).toContain('\u00e9 \u4e16\n');

  const second = await extension.run(
    'table_a = empty_table(3)\ntable_b = None'
  );
  expect(second.updated).toEqual(['table_a']);
  expect(second.removed).toEqual(['table_b']);
  expect(second.output).toBe('');
});

test('long output arrives whole, in order', async ({ extension }) => {
  const { output } = await extension.run(
    'for i in range(5000):\n    print("line", i)'
  );
  expect(output.trimEnd().split('\n')).toEqual(
    Array.from({ length: 5000 }, (_, index) => `line ${index}`)
  );
});

test('an error is a Python traceback without the Java part', async ({
  deephaven,
  extension
}) => {
  const { error } = await extension.run(
    'def f():\n    return 1 / 0\n\nprint("before")\nf()'
  );
  // Ours knows the lines of the program.
  const frames =
    deephaven.plugin === 'ours'
      ? [
          / {2}File "<run \w+>", line 5, in <module>\n {4}f\(\)\n/,
          / {2}File "<run \w+>", line 2, in f\n {4}return 1 \/ 0\n(?: +[~^]+\n)?/
        ]
      : [
          / {2}File "<string>", line 5, in <module>\n/,
          / {2}File "<string>", line 2, in f\n/
        ];
  expect(error).toMatch(
    new RegExp(
      '^Traceback \\(most recent call last\\):\n' +
        frames.map(({ source }) => source).join('') +
        'ZeroDivisionError: division by zero$'
    )
  );
  await expect(extension.lastRun).toContainText('before');
  await expect(extension.lastRun.getByText('ZeroDivisionError')).toHaveCount(1);
  await expect(extension.lastRun.getByTitle('Failed')).toBeVisible();
});

test('an error in a served module names its file and line', async ({
  extension,
  workspace
}) => {
  await workspace.write({
    'broken/__init__.py': '',
    'broken/sums.py': 'def total(x):\n    return sum(x) + missing\n'
  });
  await extension.execute('serve', { paths: [`${workspace.path}/broken`] });
  const { error } = await extension.run(
    'from broken.sums import total\ntotal([1])'
  );
  expect(error).toContain(
    `File "/jupyter:/${workspace.path}/broken/sums.py", line 2, in total`
  );
  expect(error).toContain("NameError: name 'missing' is not defined");
});

test('a traceback opens the files that it names, which are marked', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  // The published one calls a program by no file's name.
  test.skip(deephaven.plugin !== 'ours');
  await workspace.write({
    'broken/sums.py': '# one\n\ndef total(x):\n    return sum(x) + missing\n',
    'script.py': 'import broken.sums\n\nbroken.sums.total([1])\n'
  });
  await extension.execute('serve', { paths: [`${workspace.path}/broken`] });
  await extension.open('script.py');
  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  await expect(extension.lastRun.getByTitle('Failed')).toBeVisible();
  const marked = page.locator('.jp-DeephavenMark-line');
  await expect(marked).toHaveText(
    "broken.sums.total([1])NameError: name 'missing' is not defined"
  );

  const frame = extension.lastRun.getByRole('button', {
    name: `File "/jupyter:/${workspace.path}/broken/sums.py", line 4`
  });
  await frame.focus();
  await page.keyboard.press('Enter');
  const shown = page.locator('.jp-FileEditor:visible');
  await expect(shown.locator('.jp-DeephavenMark-line')).toContainText(
    'return sum(x) + missing'
  );
  await extension.lastRun
    .getByRole('button', { name: /script\.py", line 3/ })
    .click();
  await expect(shown).toContainText('import broken.sums');
  await expect(page.locator('#jp-main-statusbar')).toContainText('Ln 3');

  // The user who changes the line is working on it; the next run marks again.
  await shown.locator('.cm-content').press('x');
  await expect(shown.locator('.jp-DeephavenMark-line')).toHaveCount(0);
  await expect(marked).toHaveCount(1);
  await extension.run('print("ok")');
  await expect(marked).toHaveCount(0);

  await expect(
    extension.execute('open-origin', { origin: '/etc/passwd' })
  ).rejects.toThrow(/is no file that JupyterLab shows/);
  await expect(
    extension.execute('open-origin', { origin: '/jupyter:/gone.py' })
  ).rejects.toThrow(/There is no file “gone.py” any more/);
});

test('the end of a run comes into view', async ({ extension, page }) => {
  await extension.run(
    'for n in range(100):\n    print("line", n)\n' +
      'from deephaven import empty_table\nt_end = empty_table(1)\n1 / 0'
  );
  const created = extension.lastRun.getByRole('button', { name: 't_end' });
  await expect(created).toBeInViewport({ ratio: 1 });

  // Also when the panel opens later.
  await page
    .getByRole('tab', { name: 'Deephaven Output' })
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  await expect(extension.lastRun).toHaveCount(0);
  await extension.execute('show-output');
  await expect(created).toBeInViewport({ ratio: 1 });

  // What comes while the user reads what is above stays below.
  const running = extension.run('import time; time.sleep(2); print("late")');
  await expect(extension.lastRun).toBeInViewport();
  const panel = page.locator('.jp-DeephavenOutput');
  await panel.hover();
  await page.mouse.wheel(0, -600);
  await expect(created).not.toBeInViewport();
  await running;
  await expect(extension.lastRun).toContainText('late');
  await expect(extension.lastRun).not.toBeInViewport();
});

test('a file runs unsaved, from menu and palette; a selection runs alone', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'script.py': 'print("saved")\n' });
  await page.filebrowser.open(`${workspace.path}/script.py`);
  const editor = page.getByRole('main').locator('.cm-content');
  await editor.fill('def f():\n    x = 1\n    print("unsaved", x)\nf()\n');

  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  await expect(extension.lastRun).toContainText('unsaved 1');

  // The indented lines of the function, as a program of their own.
  await editor.getByText('x = 1').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
  await page
    .getByRole('main')
    .getByRole('button', { name: /Run the selected text in Deephaven/ })
    .click();
  await expect(extension.lastRun).toContainText('script.py, line 2');
  await expect(extension.lastRun).toContainText('unsaved 1');

  // Without a selection: the cursor's line, from the context menu.
  await editor.fill('print("one")\nprint("two")\n');
  await editor.getByText('"two"').click();
  await editor.getByText('"two"').click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: 'Run Selection or Line in Deephaven' })
    .click();
  await expect(extension.lastRun).toContainText('script.py, line 2');
  await expect(extension.lastRun).toContainText('two');
  await expect(extension.lastRun).not.toContainText('one');
});

test('an open script that another program has changed runs as it is now', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'script.py': 'print("old")\n' });
  await extension.open('script.py');
  await workspace.write({ 'script.py': 'print("new")\n' });
  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  await expect(extension.lastRun).toContainText('new');
  await expect(extension.lastRun).not.toContainText('old');

  // Unless it was changed in the editor as well: what is in sight counts.
  await page.getByRole('main').locator('.cm-content').fill('print("typed")\n');
  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  await expect(extension.lastRun).toContainText('typed');
});

test('what a run needs in the worker is made again when code removed it', async ({
  extension,
  workspace
}) => {
  await workspace.write({ 'kept/__init__.py': 'HERE = True\n' });
  await extension.execute('serve', { paths: [`${workspace.path}/kept`] });
  await extension.run('del __deephaven_jupyter');
  expect(await extension.run('import kept; print(kept.HERE)')).toMatchObject({
    error: null,
    output: 'True\n'
  });
});

test('run-file runs a file that is not open', async ({
  extension,
  workspace
}) => {
  await workspace.write({
    'latin.py': Buffer.from('# coding: latin-1\nprint("caf\u00e9")\n', 'latin1')
  });
  const result = await extension.execute('run-file', {
    path: `${workspace.path}/latin.py`
  });
  expect(result).toMatchObject({ error: null, output: 'caf\u00e9\n' });
});

test('commands with explicit arguments reject with a message', async ({
  extension
}) => {
  const message = (command: string, args: Record<string, unknown>) =>
    extension.execute(command, args).then(
      () => 'resolved',
      (reason: Error) => reason.message
    );
  expect(await message('run-code', { code: '1', server: 'Nobody' })).toContain(
    'No server called “Nobody” is configured.'
  );
  expect(await message('run-file', { path: 'nothing.py' })).toContain(
    'There is no file “nothing.py”.'
  );
  expect(await message('connect', { server: 'Nobody' })).toContain(
    'No server called “Nobody” is configured.'
  );
  expect(await message('serve', { paths: ['nowhere'] })).toContain(
    'There is no file or folder “nowhere”.'
  );
  expect(await message('set-serving', { path: 'nowhere' })).toContain(
    '“nowhere” is not served.'
  );
  expect(await message('run-file', { server: 'Nobody' })).not.toBe('resolved');
  expect(await message('add-server', { name: 'Test', url: 'x' })).toContain(
    'There is a server called “Test” already.'
  );
});
