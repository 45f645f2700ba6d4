/**
 * What axe says of the extension's own parts, in both themes.
 */
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';

import { environment } from '../environment';
import { expect, test } from '../fixtures';
import { begin, open, output, writeNotebook } from '../kernelNotebook';
import { relay } from '../relay';

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

/** The same in each theme, by its name. */
async function violationsByTheme(
  page: IJupyterLabPageFixture,
  ...selectors: string[]
) {
  const found: Record<string, unknown> = {};
  for (const theme of THEMES) {
    await page.theme.setTheme(theme);
    found[theme] = await violations(page, ...selectors);
  }
  return found;
}

/** What axe finds where there are no barriers. */
const NONE = Object.fromEntries(THEMES.map(theme => [theme, []]));

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

test('a run that waits, runs, is stopping or failed has no barriers', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const file = join(environment('JUPYTER_ROOT'), workspace.path, 'goes-on');
  await workspace.write({ 'goes-on': '' });
  await extension.connect(deephaven);
  await extension.show();
  await extension.run('1 / 0');
  // It goes on after it was told to stop, while the file is there.
  const obstinate = extension.run(
    'import os, time\nprint("begun")\n' +
      `while os.path.exists(${JSON.stringify(file)}):\n` +
      '    try: time.sleep(0.05)\n' +
      '    except KeyboardInterrupt: pass'
  );
  const waiting = extension.run('print("waited")');
  const states = page.locator('.jp-DeephavenOutput-state');
  const parts = [
    '.jp-DeephavenServers .jp-Deephaven-list',
    '.jp-DeephavenOutput',
    '.jp-DeephavenStatus'
  ];
  await expect(states.nth(0)).toHaveAttribute('data-state', 'failed');
  await expect(states.nth(1)).toHaveAttribute('data-state', 'running');
  await expect(states.nth(2)).toHaveAttribute('data-state', 'waiting');
  await expect(extension.servers).toContainText('1 waits');
  expect(await violationsByTheme(page, ...parts)).toEqual(NONE);

  await states
    .nth(1)
    .locator('..')
    .getByRole('button', { name: /^Stop/ })
    .click();
  await expect(states.nth(1)).toHaveAttribute('data-state', 'stopping');
  await expect(states.nth(1).getByLabel('Stopping')).toBeVisible();
  await expect(extension.servers).toContainText('stopping');
  expect(await violationsByTheme(page, ...parts)).toEqual(NONE);
  await workspace.remove('goes-on');
  await obstinate;
  await waiting;
});

test('the picker of a server has no barriers, in files and notebooks', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'one.py': '' });
  await writeNotebook(workspace, 'two.ipynb', [], {
    name: 'python3',
    display_name: 'Python 3'
  });
  await extension.connect(deephaven);
  await extension.connect(deephaven, 'Other');
  for (const name of ['one.py', 'two.ipynb']) {
    await page.evaluate(async path => {
      await window.jupyterapp.commands.execute('docmanager:open', { path });
    }, `${workspace.path}/${name}`);
    const picker = page.getByRole('combobox', {
      name: `Server that runs ${name}`
    });
    await expect(picker).toBeVisible();
    await picker.focus();
    expect(
      await violationsByTheme(
        page,
        '.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-DeephavenPicker'
      )
    ).toEqual(NONE);
  }
});

test('a refused key that is shown has no barriers', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.execute('add-server', {
    name: 'Test',
    url: deephaven.url,
    auth: 'psk'
  });
  await extension.show();
  await extension.servers
    .getByRole('button', { name: 'Connect to Test' })
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Key', { exact: true }).fill('wrong');
  await form.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(form.getByRole('alert')).toBeVisible();
  await form.getByLabel('Show').check();
  expect(
    await violationsByTheme(page, '.jp-DeephavenForm-dialog .jp-Dialog-content')
  ).toEqual(NONE);
});

test('a lost connection has no barriers', async ({
  deephaven,
  extension,
  page
}) => {
  const network = await relay(deephaven.url);
  try {
    await extension.connect({ ...deephaven, url: network.url });
    await extension.show();
    await extension.run('lost = 1');
  } finally {
    await network.close();
  }
  await expect(extension.servers).toContainText('trying again in');
  expect(
    await violationsByTheme(
      page,
      '.jp-DeephavenServers .jp-Deephaven-list',
      '.jp-DeephavenVariables',
      '.jp-DeephavenStatus'
    )
  ).toEqual(NONE);
});

test('offers to serve a module have no barriers', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'research/alphas/__init__.py': '',
    'research/main.py': 'import alphas\n'
  });
  await extension.connect(deephaven);
  const path = `${workspace.path}/research/main.py`;
  await extension.execute('run-file', { path });
  await expect(
    extension.lastRun.getByRole('button', { name: /^Serve .* and Run Again$/ })
  ).toBeVisible();
  expect(await violationsByTheme(page, '.jp-DeephavenOutput')).toEqual(NONE);
});

test('a live table below a cell has no barriers', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await extension.connect(deephaven);
  await writeNotebook(workspace, 'table.ipynb', [
    'from deephaven import empty_table\n' +
      'squares = empty_table(3).update("Square = i * i")\n' +
      'squares'
  ]);
  await open(page, workspace, 'table.ipynb');
  await begin(page, 'notebook:run-all-cells');
  const table = output(page, 0).locator('.jp-DeephavenTableOutput');
  await expect(table.locator('canvas')).toBeVisible();
  await expect(table).toContainText('3 rows');
  expect(
    await violationsByTheme(page, '.jp-CodeCell .jp-DeephavenTableOutput')
  ).toEqual(NONE);
});
