/**
 * The Jupyter server stops and comes back, while the page stays.
 */
import { whileStopped } from '../control';
import { expect, test } from '../fixtures';
import { NodeClient } from '../nodeClient';

const CODE = 'import again.part; print(again.part.X)';

/** The same of a module at top level, in a folder whose contents are served. */
const CONTENTS_CODE = 'import spare_part; print(spare_part.Z)';

const NO_ANSWER = 'the Jupyter server does not answer';

// Galata passes these requests on itself, and fails where nobody answers.
test.use({ kernels: null, sessions: null, terminals: null });

test('while the Jupyter server is away, words say so; then all goes on by itself', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({
    'again/__init__.py': '',
    'again/part.py': 'X = 1\n',
    'shelf/spare_part.py': 'Z = 1\n',
    'steady.py': 'TOKEN = object()\n',
    'later.py': 'Y = 1\n'
  });
  await extension.connect(deephaven);
  await extension.execute('serve', {
    paths: [`${workspace.path}/again`, `${workspace.path}/steady.py`]
  });
  await extension.execute('serve', {
    paths: [`${workspace.path}/shelf`],
    contents: true
  });
  await extension.show();
  expect(await extension.run(CODE)).toMatchObject({ output: '1\n' });
  expect(await extension.run(CONTENTS_CODE)).toMatchObject({ output: '1\n' });

  // A session of somebody else, whose imports this page answers too.
  const other = await NodeClient.connect(deephaven, {});
  const remember = 'import steady; remembered = steady.TOKEN';
  const compare = 'import steady; print(steady.TOKEN is remembered)';
  try {
    await expect.poll(async () => (await other.run(remember)).error).toBeNull();
    await whileStopped('JUPYTER_CONTROL', async () => {
      // What it has imported stays: nobody has said that it changed.
      expect(await other.run(compare)).toMatchObject({ output: 'True\n' });
      await workspace.write({ 'again/part.py': 'X = 2\n' });
      // What may have changed is not run as it was.
      const { error } = await extension.run(CODE);
      expect(error).toContain(
        `${workspace.path}/again: the Jupyter server does not answer. Run again when it is back`
      );
      await expect(extension.lastRun).toContainText(NO_ANSWER);
      expect((await other.run(CODE)).error).toContain(NO_ANSWER);
      // Neither an installed module of that name, nor none.
      expect((await extension.run(CONTENTS_CODE)).error).toContain(NO_ANSWER);
      expect((await other.run(CONTENTS_CODE)).error).toContain(NO_ANSWER);
      // What needs no file goes on.
      await expect(extension.servers).toContainText('Connected');
      expect(await extension.run('print("still here")')).toMatchObject({
        error: null,
        output: 'still here\n'
      });
      await expect(
        extension.execute('serve', { paths: [`${workspace.path}/later.py`] })
      ).rejects.toThrow('The Jupyter server does not answer');
    });
    expect(await extension.run(CODE)).toMatchObject({
      error: null,
      output: '2\n'
    });
    expect(await extension.run(CONTENTS_CODE)).toMatchObject({
      error: null,
      output: '1\n'
    });
    // The page is told of changes again, without a run.
    await workspace.write({ 'again/part.py': 'X = 3\n' });
    await expect
      .poll(async () => (await other.run(CODE)).output, { timeout: 40000 })
      .toBe('3\n');
  } finally {
    other.close();
  }
  await extension.execute('serve', { paths: [`${workspace.path}/later.py`] });
  expect(await extension.run('import later; print(later.Y)')).toMatchObject({
    output: '1\n'
  });
  await expect(extension.served).toContainText('later');
});
