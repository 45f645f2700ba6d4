/**
 * Tables that are closed leave nothing behind, in the page and in the server.
 */
import type { CDPSession } from '@playwright/test';

import type { Extension } from '../fixtures';
import { expect, test } from '../fixtures';
import { Table } from '../table';

const TABLES = 5;
const ROUNDS = 10;

/** Tables that tick and such that stand still. */
const CODE = `
import jpy
from deephaven import empty_table, time_table

for n in range(${TABLES}):
    globals()[f"leak{n}"] = (
        time_table("PT0.1S").update("A = ii") if n % 2 else empty_table(1000).update("A = ii")
    )
`;

/** How often Deephaven holds each table: once by its variable. */
const COUNTS = `
counted = jpy.get_type("io.deephaven.util.referencecounting.ReferenceCounted")
print([
    counted.getReferenceCountDebug(globals()[f"leak{n}"].j_table)
    for n in range(${TABLES})
])
`;

/** The canvases that the page still holds, in the document or not. */
async function canvases(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { result } = await devtools.send('Runtime.evaluate', {
    expression: 'HTMLCanvasElement.prototype',
    objectGroup: 'leaks'
  });
  const { objects } = await devtools.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId!,
    objectGroup: 'leaks'
  });
  const { result: length } = await devtools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true
  });
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup: 'leaks' });
  return length.value;
}

async function openAndClose(extension: Extension, name: string): Promise<void> {
  await Table.open(extension, name);
  await extension.page
    .getByRole('tab', { name, exact: true })
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  await expect(extension.page.getByRole('tab', { name })).toHaveCount(0);
}

test('nothing is left of fifty tables', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.connect(deephaven);
  await extension.run(CODE);
  // What is loaded once stays.
  await openAndClose(extension, 'leak0');
  await openAndClose(extension, 'leak1');
  const devtools = await page.context().newCDPSession(pageOf(page));
  const before = await canvases(devtools);
  for (let round = 0; round < ROUNDS; round++) {
    for (let n = 0; n < TABLES; n++) {
      await openAndClose(extension, `leak${n}`);
    }
  }
  await expect.poll(() => canvases(devtools)).toBeLessThanOrEqual(before);
  const once = `[${Array(TABLES).fill("'1'").join(', ')}]\n`;
  await expect
    .poll(async () => (await extension.run(COUNTS)).output)
    .toBe(once);
});

/** Playwright's page, which Galata wraps. */
function pageOf<T extends object>(page: T): T {
  return (page as { page?: T }).page ?? page;
}
