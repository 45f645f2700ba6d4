/**
 * What runs print: at once, in their own run, bounded; and connections that say
 * nothing. With our server plugin: the published one prints to Deephaven's log.
 */
import { expect, test } from '../fixtures';
import { NodeClient } from '../nodeClient';
import { relay } from '../relay';

test.beforeEach(({ deephaven }) => {
  test.skip(deephaven.plugin !== 'ours', 'prints to the log');
});

test('a text without an end of line appears at once, and in its run only', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const other = await NodeClient.connect(deephaven, {});
  try {
    await extension.execute('show-log', { server: 'Test' });
    const waiting = extension.run(
      'import time\nprint("secret", end="")\ntime.sleep(2)\nraise SystemExit'
    );
    // The first word is in the program's name too.
    await expect(extension.lastRun.locator('.jp-OutputArea-output')).toHaveText(
      'secret'
    );
    expect((await other.run('print("mine")')).output).toBe('mine\n');
    expect((await waiting).output).toBe('secret');
    await expect(
      extension.page.locator('.jp-LogConsolePanel')
    ).not.toContainText('secret');
  } finally {
    other.close();
  }
});

test('a progress bar moves', async ({ deephaven, extension, page }) => {
  await extension.connect(deephaven);
  await extension.run('');
  await page.evaluate(() => {
    const states = ((window as never as { states: Set<string> }).states =
      new Set<string>());
    new MutationObserver(() => {
      const last = [
        ...document.querySelectorAll('.jp-DeephavenOutput-run')
      ].pop();
      const text = last?.querySelector('.jp-OutputArea-output')?.textContent;
      const bar = /(\d+)\/20/.exec(text ?? '');
      if (bar) {
        states.add(bar[1]);
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true
    });
  });
  const { output } = await extension.run(
    'import sys, time\nfor n in range(1, 21):\n' +
      '    print(f"\\r{n}/20", end="", file=sys.stderr)\n    time.sleep(0.2)'
  );
  expect(output).toContain('\r20/20');
  await expect(extension.lastRun.locator('.jp-OutputArea-output')).toHaveText(
    '20/20'
  );
  const states = await page.evaluate(
    () => (window as never as { states: Set<string> }).states.size
  );
  expect(states).toBeGreaterThanOrEqual(10);
});

test('standard error is told apart, and threads print to their run', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const { output } = await extension.run(
    'import sys, threading, time\n' +
      'def late():\n    time.sleep(2)\n    print("late")\n' +
      'print("out")\nprint("err", file=sys.stderr)\n' +
      'threading.Thread(target=late).start()'
  );
  expect(output).toBe('out\nerr\n');
  const { lastRun } = extension;
  await expect(
    lastRun.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
  ).toHaveText('err');
  await expect(lastRun).toContainText('late');
});

test('of 400 MB, the page shows the beginning and the end', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const { error } = await extension.run(
    'print("the beginning")\nline = "x" * 999\n' +
      'for _ in range(400_000):\n    print(line)\nprint("the end")'
  );
  expect(error).toBeNull();
  const { lastRun } = extension;
  await expect(lastRun).toContainText('the beginning');
  await expect(lastRun).toContainText(/… \d+ characters left out …/);
  await expect(lastRun).toContainText('the end');
  expect(await extension.run('print("next")')).toMatchObject({
    output: 'next\n'
  });
});

test('an error of Java, and a message with frames of Java, are whole', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const { error, exception } = await extension.run(
    'raise ValueError("first\\n\\tat java.lang.Thread.run\\n\\U0001f600 \\0 last")'
  );
  expect(exception).toMatchObject({
    name: 'ValueError',
    message: 'first\n\tat java.lang.Thread.run\n\u{1f600} \0 last'
  });
  expect(error).toMatch(/ValueError: first\n\tat java.*\n\u{1f600} \0 last$/u);
  const java = await extension.run(
    'from deephaven import empty_table\nempty_table(1).update("X = missing(i)")'
  );
  expect(java.exception?.name).toBe('deephaven.dherror.DHError');
  expect(java.error).toContain('File "<run');
  expect(java.error).not.toContain('python_remote_file_source');
});

test('a run outlives a proxy that closes idle connections', async ({
  deephaven,
  extension
}) => {
  const proxy = await relay(deephaven.url, 6000);
  try {
    await extension.connect({ ...deephaven, url: proxy.url });
    expect(
      await extension.run('import time\ntime.sleep(15)\nprint("whole")')
    ).toMatchObject({ error: null, output: 'whole\n' });
    await extension.show();
    await expect(extension.servers).toContainText('Connected');
  } finally {
    await proxy.close();
  }
});

test('a server that says nothing is not responding, until it does', async ({
  deephaven,
  extension
}) => {
  const network = await relay(deephaven.url);
  try {
    await extension.connect({ ...deephaven, url: network.url });
    await extension.show();
    await expect(extension.servers).toContainText('Connected');
    network.freeze(true);
    await expect(extension.servers).toContainText('Not responding since');
    network.freeze(false);
    await expect(extension.servers).toContainText('Connected');
  } finally {
    await network.close();
  }
});
