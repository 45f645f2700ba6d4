/**
 * What axe says of the extension's own parts, in both themes.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from '../fixtures';

/** What axe finds in the parts of a page that selectors name. */
async function violations(page: Page, ...selectors: string[]) {
  const builder = selectors.reduce(
    (axe, selector) => axe.include(selector),
    new AxeBuilder({ page })
  );
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html }) => html)
  }));
}

for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
  test(`sidebar and output have no barriers in ${theme}`, async ({
    deephaven,
    extension,
    page,
    workspace
  }) => {
    await page.theme.setTheme(theme);
    await extension.show();
    expect(
      await violations(page, '.jp-DeephavenSidebar .jp-Deephaven-empty')
    ).toEqual([]);

    await workspace.write({ 'pkg/__init__.py': '', 'empty/notes.txt': '' });
    await extension.connect(deephaven);
    await extension.execute('add-server', { name: 'Gone', url: 'localhost:9' });
    await extension
      .execute('connect', {
        server: 'Gone',
        credentials: { type: 'psk', token: 'x' }
      })
      .catch(() => undefined);
    await extension.execute('serve', {
      paths: [`${workspace.path}/pkg`, `${workspace.path}/empty`]
    });
    await extension.run(
      'from deephaven import empty_table\nt = empty_table(1)\nprint("x")'
    );
    await extension.run('1 / 0');
    await expect(extension.lastRun.getByTitle('Failed')).toBeVisible();
    expect(
      await violations(
        page,
        '.jp-DeephavenServers .jp-Deephaven-list',
        '.jp-DeephavenServed',
        '.jp-DeephavenOutput'
      )
    ).toEqual([]);
  });
}

test('the form for a server has no barriers', async ({ extension, page }) => {
  await extension.show();
  await extension.sidebar
    .getByRole('button', { name: 'Add Server…' })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('URL').waitFor();
  expect(await violations(page, '.jp-DeephavenForm')).toEqual([]);
});
