/**
 * The server plugin's panel in Deephaven's own web IDE.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { TestInfo } from '@playwright/test';
import { expect, test as base } from '@playwright/test';

import type { IClientInWorker } from '../clientInWorker';
import {
  closeOtherStreams,
  connectClient,
  disconnectClient,
  importFrom
} from '../clientInWorker';
import type { IDeephavenOption } from '../fixtures';
import { NodeClient } from '../nodeClient';
import { NEW_PLUGIN_OBJECT, WebIde } from '../webIde';

/** The variable of the plugin object that the node client uses. */
const OBJECT = '__deephaven_jupyter';

const test = base.extend<{
  deephaven: IDeephavenOption;
  ide: WebIde;
  folder: string;
  client: NodeClient;
}>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }],
  ide: async ({ page }, use) => {
    await use(new WebIde(page));
  },
  // Playwright wants a pattern, also where nothing is needed.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use, testInfo) => {
    await use(await makeKit(testInfo));
  },
  client: async ({ deephaven, folder }, use) => {
    // The plugin object knows whom tests before this one served from.
    const before = await NodeClient.connect(deephaven, {});
    await before.run(`del ${OBJECT}`);
    before.close();
    const client = await NodeClient.connect(deephaven, {
      kit: join(folder, 'kit'),
      tools: join(folder, 'tools')
    });
    await use(client);
    client.close();
  }
});

/** The panel's patience with the worker, and some. */
const PATIENCE = { timeout: 40000 };

/** Write two packages to serve. */
async function makeKit(testInfo: TestInfo): Promise<string> {
  const folder = testInfo.outputPath('served');
  await mkdir(join(folder, 'kit', 'inner'), { recursive: true });
  await mkdir(join(folder, 'tools'));
  for (const [name, text] of [
    ['kit/__init__.py', 'from .inner import part\n'],
    ['kit/inner/part.py', 'VALUE = 1\n'],
    ['tools/__init__.py', '']
  ]) {
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test('says how to begin while nothing is served', async ({
  deephaven,
  ide
}) => {
  await ide.open(deephaven);
  await ide.openPanel('panel_of_nothing', NEW_PLUGIN_OBJECT);
  await expect(ide.panel).toContainText('Nothing is served yet');
  await expect(ide.panel).toContainText('Serve to Deephaven');
  await expect(ide.panel.getByRole('table')).toHaveCount(0);
});

test('shows what is served and imported as it happens', async ({
  client,
  deephaven,
  ide
}) => {
  await ide.open(deephaven);
  await ide.openPanel('panel_of_served', OBJECT);

  await client.run('import kit, tools');
  const kit = ide.row(ide.modules, 'kit');
  await expect(kit).toContainText('Foreground');
  await expect(kit).toContainText('Connected');
  await expect(ide.row(ide.modules, 'tools')).toHaveCount(1);
  await expect(ide.row(ide.imports, 'kit.inner.part')).toContainText(
    /From the (client|store)\w+\d ms/
  );

  const { error } = await client.run('import kit.nothing');
  expect(error).toContain('kit.nothing');
  const importsOfKit = ide.row(ide.imports, 'kit');
  const before = await importsOfKit.count();
  await client.run('import kit, sys; del sys.modules["kit"]; import kit');
  await expect(importsOfKit).not.toHaveCount(before);

  client.close();
  await expect(kit).toContainText('Not connected');
  await expect(ide.panel).toContainText('Connect again from JupyterLab');
  await expect(importsOfKit).not.toHaveCount(0);
});

test('is searched and filtered', async ({ client, deephaven, ide }) => {
  await client.run('import kit, tools');
  await ide.open(deephaven);
  await ide.openPanel('panel_to_search', OBJECT);
  await expect(ide.row(ide.modules, 'tools')).toHaveCount(1);

  const search = ide.panel.getByRole('searchbox', { name: 'Search modules' });
  await search.fill('KIT');
  await expect(ide.row(ide.modules, 'tools')).toHaveCount(0);
  await expect(ide.row(ide.imports, 'tools')).toHaveCount(0);
  await expect(ide.row(ide.modules, 'kit')).toHaveCount(1);
  await expect(ide.row(ide.imports, 'kit.inner.part')).toHaveCount(1);

  await ide.panel
    .getByRole('combobox', { name: 'Show imports' })
    .selectOption('Failed');
  await expect(ide.panel).toContainText(
    'No import fits the search and the filter.'
  );
  await search.fill('no such module');
  await expect(ide.panel).toContainText('No served module has this');
});

test('tells clients apart, and imports that failed', async ({
  deephaven,
  ide
}) => {
  const first: IClientInWorker = {
    object: 'panel_of_clients',
    variable: '_panel_first',
    id: 'aaaaaaaa-first',
    standing: ['shared', 'own']
  };
  const second = {
    ...first,
    variable: '_panel_second',
    id: 'bbbbbbbb-second',
    standing: ['shared']
  };
  await ide.open(deephaven);
  await ide.openPanel(first.object, NEW_PLUGIN_OBJECT);
  await ide.run(connectClient(first));
  await ide.run(connectClient(second));
  await expect(ide.row(ide.modules, 'own')).toContainText('Standing');
  await expect(ide.row(ide.modules, 'shared')).toHaveCount(2);
  await expect(ide.row(ide.modules, 'shared').first()).toContainText(
    /Standing.*bbbbbbbb/
  );
  await expect(ide.row(ide.modules, 'shared').last()).toContainText(
    /Displaced.*aaaaaaaa/
  );

  const third = {
    ...first,
    variable: '_panel_third',
    id: 'cccccccc-third',
    standing: []
  };
  await ide.run(connectClient(third) + importFrom(third, 'broken'));
  await expect(ide.row(ide.imports, 'broken')).toContainText('Failed');
  await ide.run([first, second, third].map(disconnectClient).join(''));
  await expect(ide.row(ide.modules, 'own')).toHaveCount(0);
  await expect(ide.row(ide.modules, 'broken')).toContainText('Not connected');
  await expect(ide.row(ide.imports, 'broken')).toContainText('Failed');
});

test('asks nothing while it cannot be seen', async ({
  deephaven,
  ide,
  page
}) => {
  await ide.open(deephaven);
  await ide.openPanel('panel_to_hide', NEW_PLUGIN_OBJECT);
  const panel = ide.panel.first();
  const updated = panel.getByText(/^Updated \d/);
  await updated.waitFor();
  // Opens in the same place, on top.
  await ide.run(`panel_on_top = ${NEW_PLUGIN_OBJECT}`);
  await expect(panel).toBeHidden();

  const text = await updated.textContent();
  // Two of its periods and more.
  await page.waitForTimeout(5000);
  await expect(updated).toHaveText(text!);

  await page.getByText('panel_to_hide', { exact: true }).last().click();
  await expect(panel).toBeVisible();
  await expect(updated).not.toHaveText(text!);
});

test('connects again when the server has closed its stream', async ({
  deephaven,
  ide
}) => {
  await ide.open(deephaven);
  await ide.openPanel('panel_to_close', NEW_PLUGIN_OBJECT);
  await expect(ide.panel).toContainText('Nothing is served yet');

  await ide.run(closeOtherStreams('panel_to_close'));
  const alert = ide.panel.getByRole('alert');
  await expect(alert).toContainText('The worker has not answered', PATIENCE);
  await expect(ide.panel).toContainText('Nothing is served yet');
  await expect(alert).toHaveCount(0, PATIENCE);
});

for (const theme of ['light', 'dark'] as const) {
  test(`has no barriers in the ${theme} theme`, async ({
    client,
    deephaven,
    folder,
    ide,
    page
  }) => {
    await client.run('import kit');
    await rm(join(folder, 'tools'), { recursive: true });
    await client.run('try:\n    import tools\nexcept ImportError:\n    pass');
    await ide.open(deephaven, theme);
    await ide.openPanel('panel_without_barriers', OBJECT);
    await expect(ide.row(ide.imports, 'kit')).not.toHaveCount(0);
    const violations = async (): Promise<unknown> => {
      const axe = new AxeBuilder({ page }).include('.remote-file-source-panel');
      return (await axe.analyze()).violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html }) => html)
      }));
    };
    expect(await violations()).toEqual([]);

    await ide.run(closeOtherStreams(OBJECT));
    await expect(ide.panel.getByRole('alert')).toBeVisible(PATIENCE);
    expect(await violations()).toEqual([]);
  });
}
