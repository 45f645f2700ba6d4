/**
 * The protocol and the sources without a browser, against a real Deephaven.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import type { IDeephavenOption } from '../fixtures';
import { NodeClient } from '../nodeClient';

const nodeTest = test.extend<{ deephaven: IDeephavenOption }>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }]
});

nodeTest(
  'a folder of the disk is imported, edited, and imported again',
  async ({ deephaven }, testInfo) => {
    const folder = testInfo.outputPath('kit');
    await mkdir(join(folder, 'inner'), { recursive: true });
    await writeFile(join(folder, '__init__.py'), 'from .inner import part\n');
    await writeFile(join(folder, 'inner', 'part.py'), 'VALUE = 1\n');
    const client = await NodeClient.connect(deephaven, { kit: folder });
    try {
      expect(client.plugin.kind).toBe(deephaven.plugin);
      const code = 'import kit; print(kit.part.VALUE, kit.part.__name__)';
      expect(await client.run(code)).toMatchObject({
        error: null,
        output: '1 kit.inner.part\n'
      });
      await writeFile(join(folder, 'inner', 'part.py'), 'VALUE = 2\n');
      expect(await client.run(code)).toMatchObject({
        error: null,
        output: '2 kit.inner.part\n'
      });
      await rm(join(folder, 'inner', 'part.py'));
      const { error } = await client.run(code);
      expect(error).toContain("ImportError: cannot import name 'part'");
    } finally {
      client.close();
    }
  }
);

nodeTest(
  'two clients each import their own module of one name',
  async ({ deephaven }, testInfo) => {
    const clients: NodeClient[] = [];
    try {
      for (const owner of ['first', 'second']) {
        const folder = testInfo.outputPath(owner, 'mine');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, '__init__.py'), `OWNER = "${owner}"\n`);
        clients.push(await NodeClient.connect(deephaven, { mine: folder }));
      }
      const owners = [];
      for (const client of [clients[0], clients[1], clients[0]]) {
        const { output } = await client.run('import mine; print(mine.OWNER)');
        owners.push(output.trim());
      }
      expect(owners).toEqual(['first', 'second', 'first']);
    } finally {
      clients.forEach(client => client.close());
    }
  }
);
