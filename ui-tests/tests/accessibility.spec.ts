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

const THEMES = [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
];

for (const theme of THEMES) {
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
        '.jp-DeephavenVariables',
        '.jp-DeephavenOutput',
        '.jp-DeephavenStatus'
      )
    ).toEqual([]);
    await extension.execute('open-variable', { server: 'Test', name: 't' });
    await expect(
      page.locator('.jp-DeephavenVariable-count:visible')
    ).toContainText('row');
    expect(await violations(page, '.jp-DeephavenVariable')).toEqual([]);
  });
}

test('at 400 % zoom, and in a narrow sidebar, nothing is cut off', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const name = 'a_package_with_a_name_that_is_longer_than_the_sidebar_is_wide';
  await workspace.write({ [`${name}/__init__.py`]: '' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/${name}`] });
  await extension.run(`${name} = None`);
  await extension.show();
  // As wide as 1280 pixels are at 400 %.
  await page.setViewportSize({ width: 320, height: 480 });
  const sections = extension.sidebar.locator('.jp-AccordionPanel-contents, ul');
  await expect(sections.first()).toBeVisible();
  for (const width of ['200px', '100%']) {
    const wider = await extension.sidebar.evaluate((sidebar, width) => {
      sidebar.style.maxWidth = width;
      return [...sidebar.querySelectorAll('*')]
        .filter(
          element =>
            element.scrollWidth > element.clientWidth + 1 &&
            element.clientWidth > 0 &&
            getComputedStyle(element).overflowX === 'visible'
        )
        .map(({ className }) => String(className));
    }, width);
    expect(wider).toEqual([]);
  }
  // What is shortened tells itself in full.
  await expect(
    extension.served.locator(`[title*="${name}"]`).first()
  ).toBeVisible();
});

test('the form for a server has no barriers', async ({ extension, page }) => {
  await extension.show();
  await extension.sidebar
    .getByRole('button', { name: 'Add Server…' })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('URL').waitFor();
  expect(await violations(page, '.jp-DeephavenForm')).toEqual([]);
});
