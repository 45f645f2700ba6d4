/**
 * The pictures of the server plugin's panel in Deephaven's own web IDE.
 */
import { join } from 'node:path';

import { expect, test as base } from '@playwright/test';

import { connectClient, disconnectClient, importFrom } from '../clientInWorker';
import { environment } from '../environment';
import { NodeClient } from '../nodeClient';
import { WebIde } from '../webIde';
import type { ITheme } from './pictures';

/** The themes that the web IDE has. */
type IdeTheme = Exclude<ITheme, 'high-contrast'>;

const ROOT = join(__dirname, '..', '..');

const DEEPHAVEN = {
  url: environment('DEEPHAVEN_URL'),
  key: environment('DEEPHAVEN_PSK'),
  plugin: 'ours'
} as const;

const test = base.extend<{ theme: IdeTheme; ide: WebIde }>({
  theme: ['light', { option: true }],
  ide: async ({ page, theme }, use) => {
    const ide = new WebIde(page);
    await ide.open(DEEPHAVEN, theme);
    await use(ide);
  }
});

async function save(ide: WebIde, name: string, theme: ITheme): Promise<void> {
  const path = join(ROOT, 'docs', 'images', `panel-${name}-${theme}.png`);
  await ide.panel.screenshot({ path, caret: 'hide' });
}

test('panel: modules, and an import that failed', async ({ ide, theme }) => {
  const before = await NodeClient.connect(DEEPHAVEN, {});
  await before.run('del __deephaven_jupyter');
  before.close();
  const client = await NodeClient.connect(DEEPHAVEN, {
    market: join(ROOT, 'examples', 'workspace', 'market')
  });
  const other = {
    object: 'served_modules',
    variable: '_panel_client',
    id: '5f0c9b1e-other'
  };
  try {
    await ide.openPanel(other.object, '__deephaven_jupyter');
    await client.run('import market');
    await expect(ide.row(ide.imports, 'market')).not.toHaveCount(0);

    await ide.run(connectClient(other) + importFrom(other, 'reports'));
    await expect(ide.row(ide.imports, 'reports')).toContainText('Failed');
    await save(ide, 'failed', theme);
    await ide.run(disconnectClient(other));
  } finally {
    client.close();
  }
});
