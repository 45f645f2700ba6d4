/**
 * A server's log in JupyterLab's log console.
 */
import type { Locator } from '@playwright/test';

import { askClients } from '../clientInWorker';
import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';
import { NodeClient } from '../nodeClient';

/** Choose from the context menu of the server's row. */
async function choose(extension: Extension, item: string): Promise<void> {
  await extension.show();
  await extension.servers
    .getByRole('listitem')
    .filter({ hasText: 'Test' })
    .click({ button: 'right' });
  await extension.page.getByRole('menuitem', { name: item }).click();
}

/** The entries of a level in the log console. */
function entries(extension: Extension, level: string): Locator {
  return extension.page
    .locator('.jp-LogConsolePanel .jp-OutputArea-child')
    .filter({
      has: extension.page.locator(`[data-log-level="${level}"]`)
    });
}

test('what is printed outside of runs, and the connection, are in the log', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  const { error, output } = await extension.run(`
import _thread, sys, threading
log_released = threading.Event()
def log_later():
    log_released.wait()
    print("printed <b>later</b>")
    print("warned later", file=sys.stderr)
# Of a thread that "threading" knows, the run would be told.
_thread.start_new_thread(log_later, ())
print("printed at once")
`);
  expect(error).toBeNull();
  expect(output).toBe('printed at once\n');
  const other = await NodeClient.connect(deephaven, {});
  try {
    await other.run('log_released.set()');
  } finally {
    other.close();
  }
  await choose(extension, 'Show Log');
  await expect(entries(extension, 'info').first()).toContainText(
    `Connected to ${deephaven.url}, with `
  );
  await expect(
    entries(extension, 'info').filter({ hasText: 'printed <b>later</b>' })
  ).toHaveCount(1);
  // The worker is that of other tests too: it may have more to say.
  await expect(
    entries(extension, 'warning').filter({ hasText: 'warned later' })
  ).toHaveCount(1);
  await expect(
    entries(extension, 'info').filter({ hasText: 'printed at once' })
  ).toHaveCount(0);

  // Shown again, it stays open.
  await extension.execute('show-log', { server: 'Test' });
  await extension.execute('disconnect', { server: 'Test' });
  await expect(entries(extension, 'info').last()).toContainText(
    `Disconnected from ${deephaven.url}.`
  );
  await expect(
    extension.execute('connect', {
      server: 'Test',
      credentials: { type: 'psk', token: 'wrong' }
    })
  ).rejects.toThrow();
  await expect(entries(extension, 'error').last()).toContainText('key');
});

test('what the worker asks for and is not served is in the log', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({ 'pier/__init__.py': '' });
  await extension.execute('serve', { paths: [`${workspace.path}/pier`] });
  await extension.connect(deephaven);
  if (deephaven.plugin === 'ours') {
    // Its imports need not ask: the worker has an index of what there is.
    const other = await NodeClient.connect(deephaven, {});
    try {
      const module = { module_name: 'pier.nothing_here\n..' };
      const { error } = await other.run(
        askClients('fetch_module', module) +
          askClients('fetch_file', { path: '/jupyter/etc/passwd' })
      );
      expect(error).toBeNull();
    } finally {
      other.close();
    }
  } else {
    const { error } = await extension.run('import pier.nothing_here');
    expect(error).toContain("No module named 'pier.nothing_here'");
  }
  await extension.execute('show-log', { server: 'Test' });
  const asked =
    deephaven.plugin === 'ours'
      ? ['pier.nothing_here\ufffd..', 'etc/passwd']
      : ['pier.nothing_here'];
  for (const name of asked) {
    await expect(
      entries(extension, 'warning').filter({
        hasText: `The worker asked for “${name}”, which is not served.`
      })
    ).toHaveCount(1);
  }
});
