/**
 * Each plugin of the extension switched off in turn: the rest goes on.
 */
import type { Page } from '@playwright/test';

import { CommandIDs } from '../../src/ui/commandIds';
import { Complaints } from '../complaints';
import { expect, test } from '../fixtures';

/** What is missing without a plugin, besides what follows from that. */
interface IMissing {
  readonly commands: readonly string[];
  /** Sections of the sidebar; all of it where this is 'all'. */
  readonly sections?: readonly string[] | 'all';
}

const RUNS = [
  ...['stop-run', 'run-again'],
  ...['run-code', 'run-file', 'run-selection']
];
const VARIABLES = ['open-variable', 'delete-variable'];
const OUTPUT = ['show-output', 'clear-output'];
const SECTIONS = ['Servers', 'Served Modules', 'Variables'];

/** By plugin. */
const WITHOUT: Readonly<Record<string, IMissing>> = {
  served: {
    commands: [
      ...['serve', 'stop-serving', 'set-serving', 'show-served'],
      'keep-loaded'
    ],
    sections: ['Served Modules']
  },
  servers: {
    commands: [
      ...['connect', 'disconnect', 'use-server'],
      ...['add-server', 'edit-server', 'remove-server'],
      ...['run-cell', 'insert-client-code', ...RUNS, ...VARIABLES],
      ...['forget-trust', 'show-log']
    ],
    sections: ['Servers', 'Variables']
  },
  secrets: { commands: [] },
  reconnect: { commands: [] },
  sidebar: { commands: ['show-sidebar'], sections: 'all' },
  run: { commands: [...RUNS, ...OUTPUT, 'run-cell'] },
  output: { commands: OUTPUT },
  frames: { commands: ['open-origin'] },
  notebook: { commands: ['run-cell'] },
  kernel: { commands: [] },
  'cell-executor': { commands: [] },
  results: { commands: VARIABLES },
  completion: { commands: [] },
  status: { commands: [] },
  running: { commands: [] },
  log: { commands: ['show-log'] },
  'badge-renderer': { commands: [] },
  badge: { commands: [] },
  snippet: { commands: ['insert-client-code'] }
};

/** Have pages configured as by an admin who disables a plugin. */
async function disable(page: Page, plugin: string): Promise<void> {
  // A page that a route answers for may not speak with localhost any more. So
  // its configuration changes between being read and being used.
  await page.addInitScript(plugin => {
    document.addEventListener('readystatechange', () => {
      const node = document.getElementById('jupyter-config-data');
      if (document.readyState === 'interactive' && node) {
        const config = JSON.parse(node.textContent ?? '{}');
        const disabled = config.disabledExtensions ?? [];
        config.disabledExtensions = [...disabled, plugin];
        node.textContent = JSON.stringify(config);
      }
    });
  }, plugin);
}

test.use({ autoGoto: false });

for (const [name, missing] of Object.entries(WITHOUT)) {
  test(`plugins: without ${name}`, async ({
    deephaven,
    extension,
    page,
    workspace
  }) => {
    await workspace.write({ 'without.py': 'WHERE = "served"\n' });
    const complaints = new Complaints(page);
    await disable(page, `jupyterlab-deephaven:${name}`);
    await page.goto(`tree/${workspace.path}`);
    const [plugins, commands] = await page.evaluate(() => [
      window.jupyterapp.listPlugins(),
      window.jupyterapp.commands.listCommands()
    ]);
    const ours = (ids: readonly string[]) =>
      ids
        .filter(id => id.startsWith('jupyterlab-deephaven:'))
        .map(id => id.split(':')[1])
        .sort();
    const others = Object.keys(WITHOUT).filter(other => other !== name);
    expect(ours(plugins)).toEqual(others.sort());
    const has = (command: string) => !missing.commands.includes(command);
    expect(ours(commands)).toEqual(ours(Object.values(CommandIDs)).filter(has));

    // The sidebar has what is left.
    if (missing.sections !== 'all') {
      await extension.show();
      const left = SECTIONS.filter(name => !missing.sections?.includes(name));
      await expect(
        extension.sidebar.locator('.lm-AccordionPanel-titleLabel')
      ).toHaveText(left);
    }

    // An editor has the buttons whose commands there are, and no other.
    await extension.open('without.py');
    await expect(
      page
        .locator('.jp-FileEditor:visible')
        .locator('xpath=..')
        .locator('[data-jp-item-name^="deephaven-"]:visible')
    ).toHaveCount(has('run-file') ? 3 : 0);

    // From serving to output, as far as there are commands for it.
    if (has('serve')) {
      await extension.execute('serve', {
        paths: [`${workspace.path}/without.py`]
      });
    }
    if (has('connect')) {
      await extension.connect(deephaven);
    }
    if (has('run-code')) {
      const code = has('serve')
        ? 'from without import WHERE'
        : 'WHERE = "served"';
      const { error, output } = await extension.run(`${code}\nprint(WHERE)`);
      expect(error).toBeNull();
      expect(output).toBe('served\n');
      if (has('show-output')) {
        await expect(extension.lastRun).toContainText('served');
      }
    }
    expect([...complaints.ours, ...complaints.others]).toEqual([]);
  });
}

test('plugins: without the log console of JupyterLab', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const complaints = new Complaints(page);
  await disable(page, '@jupyterlab/logconsole-extension:plugin');
  await page.goto(`tree/${workspace.path}`);
  await extension.connect(deephaven);
  await extension.show();
  await extension.servers.getByRole('listitem').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Edit…' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Show Log' })).toHaveCount(0);
  expect([...complaints.ours, ...complaints.others]).toEqual([]);
});
