/**
 * A run as the script that it is for Python: its name, its package, its exit,
 * its encoding, what it lacks.
 */
import type { IRunResult } from '../../src/tokens';
import { expect, test } from '../fixtures';

test.beforeEach(async ({ deephaven, extension }) => {
  await extension.connect(deephaven);
});

test('sys.exit(0) is no failure, and others are one line', async ({
  extension
}) => {
  const good = await extension.run('import sys\nx_exit = 1\nsys.exit(0)');
  expect(good).toMatchObject({ error: null, exception: null });
  await expect(extension.lastRun.getByTitle('Done')).toBeVisible();

  for (const [code, text] of [
    ['3', '3'],
    ['"no data today"', 'no data today']
  ]) {
    const { error } = await extension.run(`import sys\nsys.exit(${code})`);
    expect(error).toBe(`SystemExit: ${text}`);
    await expect(extension.lastRun.getByTitle('Failed')).toBeVisible();
    await expect(extension.lastRun.getByText('SystemExit')).toHaveText(
      `SystemExit: ${text}`
    );
  }
});

test('IPython’s syntax is called by its name, at its line', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({
    'magic.py': 'x = 1\n%matplotlib inline\n',
    'wait.py': 'import asyncio\nawait asyncio.sleep(0)\n'
  });
  await extension.open('magic.py');
  await extension.execute('run-file');
  await expect(extension.lastRun).toContainText(
    'SyntaxError: Line 2 is an IPython magic, %matplotlib.'
  );
  if (deephaven.plugin === 'ours') {
    await expect(extension.page.locator('.jp-DeephavenMark-line')).toHaveText(
      /^%matplotlib inline/
    );
  }
  const { error } = await extension.execute<IRunResult>('run-file', {
    path: `${workspace.path}/wait.py`
  });
  expect(error).toContain('SyntaxError: Line 2 awaits outside a function.');
});

test('Python decodes the file that runs', async ({ extension, workspace }) => {
  // As `codecs` encodes "\u8868\u793a" and "\ub620": not UTF-8.
  const encoded: Record<string, number[]> = {
    cp932: [0x95, 0x5c, 0x8e, 0xa6],
    cp949: [0x8c, 0x63],
    cp437: [0x82],
    cp850: [0x82],
    mac_roman: [0x8e]
  };
  for (const [encoding, bytes] of Object.entries(encoded)) {
    const path = `${workspace.path}/${encoding}.py`;
    await workspace.write({
      [`${encoding}.py`]: Buffer.concat([
        Buffer.from(`# coding: ${encoding}\ntext = '`),
        Buffer.from(bytes),
        Buffer.from("'\nprint(len(text), text.encode('utf-8').hex())\n")
      ])
    });
    const { error, output } = await extension.execute<IRunResult>('run-file', {
      path
    });
    expect(error).toBeNull();
    const expected: Record<string, string> = {
      cp932: '2 e8a1a8e7a4ba',
      cp949: '1 eb98a0'
    };
    expect(output.trim()).toBe(expected[encoding] ?? '1 c3a9');
  }
});

test('a script has its name, its file and its package', async ({
  deephaven,
  extension,
  workspace
}) => {
  test.skip(
    deephaven.plugin !== 'ours',
    'The published plugin knows no files.'
  );
  await workspace.write({
    'station/__init__.py': '',
    'station/rates.py': 'RATE = 7\n',
    'station/rates.txt': 'seven',
    'station/job.py':
      'import sys, pathlib\nfrom .rates import RATE\n' +
      'text = pathlib.Path(__file__).with_name("rates.txt").read_text()\n' +
      'print(sys.argv, __package__, RATE, text)\n',
    'plain.py': 'import sys\nprint(sys.argv, __file__)\n'
  });
  const { path } = workspace;
  await extension.execute('serve', { paths: [`${path}/station`] });
  const run = (name: string) =>
    extension.execute<IRunResult>('run-file', { path: `${path}/${name}` });
  expect(await run('station/job.py')).toMatchObject({
    error: null,
    output: "['job.py'] station 7 seven\n"
  });
  expect(await run('plain.py')).toMatchObject({
    error: null,
    output: `['plain.py'] /jupyter:/${path}/plain.py\n`
  });
  const after = await extension.run(
    'import sys\nprint("plain.py" in sys.argv, "plain.py" in globals().get("__file__", ""))'
  );
  expect(after.output).toBe('False False\n');
});

test('a module that the worker lacks is named with what to install', async ({
  extension
}) => {
  const { error } = await extension.run('import skimage');
  expect(error).toMatch(
    /ModuleNotFoundError: No module named 'skimage'\. .* pip install scikit-image$/
  );
});

test('a module of the workspace is served, and the file runs again', async ({
  extension,
  workspace
}) => {
  await workspace.write({
    'research/src/alphas/__init__.py': 'FACTOR = 3\n',
    'research/main.py': 'import alphas\nprint("factor", alphas.FACTOR)\n'
  });
  const path = `${workspace.path}/research`;
  await extension.execute('run-file', { path: `${path}/main.py` });
  await expect(extension.lastRun).toContainText(
    `No module named 'alphas'. It is in “${path}/src”, which is not served.`
  );
  await extension.lastRun
    .getByRole('button', { name: `Serve ${path}/src and Run Again` })
    .click();
  await expect(extension.lastRun).toContainText('factor 3');

  await extension.execute('set-serving', { enabled: false });
  await extension.execute('run-file', { path: `${path}/main.py` });
  await extension.lastRun
    .getByRole('button', { name: 'Turn Serving On and Run Again' })
    .click();
  await expect(extension.lastRun).toContainText('factor 3');
});
