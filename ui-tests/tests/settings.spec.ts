/**
 * The settings editor: choices in words, and what is wrong with an entry at its
 * field.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect, test } from '../fixtures';

/** Open the settings editor on one of our pages. */
async function openSettings(
  page: IJupyterLabPageFixture,
  query: string
): Promise<Locator> {
  await page.evaluate(
    query =>
      window.jupyterapp.commands.execute('settingeditor:open', { query }),
    query
  );
  const form = page.locator('.jp-SettingsPanel');
  await form.getByRole('heading', { name: query }).waitFor();
  return form;
}

test('the settings of servers say what is wrong, at the field', async ({
  extension,
  page
}) => {
  for (const name of ['First', 'Second']) {
    await extension.execute('add-server', { name, url: `${name}:9` });
  }
  const form = await openSettings(page, 'Deephaven Servers');
  const field = (name: string) => form.locator(`[id$="servers_${name}"]`);
  const words = (name: string) =>
    form
      .locator('.jp-FormGroup-content')
      .filter({ has: page.locator(`[id$="servers_${name}"]`) })
      .last();

  await field('1_url').fill('ftp://second');
  await expect(words('1_url')).toContainText(
    'Start the URL with http:// or https://.'
  );
  await field('1_url').fill('http://second:9');
  await expect(words('1_url')).not.toContainText('Start the URL');
  await field('1_name').fill('First');
  await expect(words('1_name')).toContainText(
    'There is a server called “First” already.'
  );
  await field('1_name').fill('Third');
  await expect(words('1_name')).not.toContainText('already');

  await expect(field('0_auth').locator('option')).toHaveText([
    'Automatic',
    'Anonymous',
    'Key',
    'User name and password',
    'Another handler'
  ]);
  await field('0_auth').selectOption('Another handler');
  await expect(words('0_auth')).toContainText(
    'Enter the class name of the authentication handler.'
  );
  await field('0_auth_handler').fill('com.example.Mine');
  await expect(words('0_auth')).not.toContainText('Enter the class name');
  await field('1_auth').selectOption('Key');
  // Saved, as code and the JSON editor see it.
  await extension.show();
  await expect(extension.servers).toContainText('Third');
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const registry = await window.galata.getPlugin(
          '@jupyterlab/apputils-extension:settings' as never
        );
        const { user } = await (registry as unknown as ISettings).get(
          'jupyterlab-deephaven:servers',
          'servers'
        );
        return user.map(({ auth }) => auth);
      })
    )
    .toEqual(['com.example.Mine', 'psk']);
});

/** What the test needs of JupyterLab's setting registry. */
interface ISettings {
  get(plugin: string, key: string): Promise<{ user: { auth: string }[] }>;
}

test('the settings of what is served say what is wrong, at the field', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'good/__init__.py': '', 'empty/notes.txt': '' });
  await extension.execute('serve', { paths: [`${workspace.path}/good`] });
  const form = await openSettings(page, 'Deephaven Served Modules');
  const path = form.locator('[id$="modules_0_path"]');
  const words = form
    .locator('.jp-FormGroup-content')
    .filter({ has: page.locator('[id$="modules_0_path"]') })
    .last();
  await expect(path).toHaveValue(`${workspace.path}/good`);
  for (const [entered, problem] of [
    [`${workspace.path}/gone`, 'Folder not found.'],
    [`${workspace.path}/empty`, 'No Python files in this folder.'],
    [`${workspace.path}/a.b`, 'Python cannot import “a.b”'],
    ["x'+__import__('os').sep+'", 'Python cannot import']
  ]) {
    await path.fill(entered);
    await expect(words).toContainText(problem);
  }
  await path.fill(`${workspace.path}/good`);
  await expect(words.locator('.validationErrors')).toBeEmpty();

  const add = form.getByRole('button', { name: 'Add item' });
  await add.nth(0).click();
  await expect(form).toContainText('Enter the path of a folder or a .py file.');
  await add.nth(1).click();
  await form.locator('[id$="keepLoaded_0"]').fill('market/db.py');
  await expect(form).toContainText(
    'Enter the full name of a module, such as market.db.'
  );
  await form.locator('[id$="keepLoaded_0"]').fill('market.db');
  await expect(form).not.toContainText('Enter the full name of a module');
});
