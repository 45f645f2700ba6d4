/**
 * Serving from the file browser and the sidebar: offers, refusals, filter.
 */
import { expect, test } from '../fixtures';

test('a folder whose name cannot be served is refused with what to do', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'my.pkg/__init__.py': '',
    'deephaven/__init__.py': '',
    'json/__init__.py': ''
  });
  for (const [name, words] of [
    [
      'my.pkg',
      'module names have no dots. Rename it, for example to “my_pkg”.'
    ],
    ['deephaven', 'Deephaven itself needs this name. Rename it.'],
    ['json', 'Python itself needs this name. Rename it.']
  ]) {
    await extension.chooseInFileBrowser(name, 'Serve to Deephaven');
    await expect(
      page.getByRole('alert').filter({ hasText: `“${name}”` })
    ).toContainText(words);
  }
  await extension.show();
  await expect(extension.sidebar).toContainText('right-click a folder');
});

test('a folder without Python is served, and says so until it has some', async ({
  extension,
  workspace
}) => {
  await workspace.write({ 'papers/notes.txt': 'no code here\n' });
  await extension.chooseInFileBrowser('papers', 'Serve to Deephaven');
  await extension.show();
  const entry = extension.served.getByRole('listitem');
  await expect(entry).toContainText('No Python files in this folder.');

  // Made in this page: it is seen at once.
  await extension.page.evaluate(
    path =>
      window.jupyterapp.serviceManager.contents
        .save(path, { type: 'file', format: 'text', content: 'X = 1' })
        .then(() => undefined),
    `${workspace.path}/papers/model.py`
  );
  await expect(entry).not.toContainText('No Python');
});

test('the file browser offers what fits the place of the click', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'pkg/__init__.py': '', 'notes.txt': '' });
  await page.sidebar.openTab('filebrowser');
  await page.filebrowser.refresh();
  const offered = async () => {
    const items = page.getByRole('menuitem', { name: / to Deephaven$/ });
    await page.getByRole('menu').first().waitFor();
    const texts = await items.allTextContents();
    await page.keyboard.press('Escape');
    return texts;
  };
  await extension.inFileBrowser('pkg').click({ button: 'right' });
  expect(await offered()).toEqual([
    'Serve to Deephaven',
    'Serve Contents to Deephaven'
  ]);
  await extension.inFileBrowser('notes.txt').click({ button: 'right' });
  expect(await offered()).toEqual([]);
  await page
    .locator('.jp-DirListing-content')
    .click({ button: 'right', position: { x: 100, y: 300 } });
  expect(await offered()).toEqual([
    'Serve This Folder to Deephaven',
    'Serve Contents of This Folder to Deephaven'
  ]);
});

test('what is dragged from the file browser is served', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'dragged/__init__.py': '',
    'too.py': '',
    'my.pkg/__init__.py': ''
  });
  await page.sidebar.openTab('filebrowser');
  await page.filebrowser.refresh();
  await extension.show();
  await page.sidebar.moveTabToRight('jupyterlab-deephaven-sidebar');
  await page.sidebar.openTab('filebrowser');
  const section = extension.sidebar.locator('.jp-DeephavenServed');
  await expect(section).toContainText('or drag it here');
  const highlighted = extension.sidebar.locator(
    '.jp-DeephavenSidebar-section.jp-mod-dropTarget'
  );
  const drag = async (name: string) => {
    await extension.inFileBrowser(name).hover();
    await page.mouse.down();
    const { x, y } = (await section.boundingBox())!;
    await page.mouse.move(x + 20, y + 20, { steps: 8 });
    await expect(highlighted).toHaveCount(1);
    await page.mouse.up();
    await expect(highlighted).toHaveCount(0);
  };
  await extension.inFileBrowser('dragged').click();
  await extension.inFileBrowser('too.py').click({
    modifiers: ['ControlOrMeta']
  });
  await drag('dragged');
  const entries = extension.served.getByRole('listitem');
  await expect(entries).toHaveCount(2);
  await expect(extension.served).toContainText(`${workspace.path}/dragged`);
  await expect(extension.served).toContainText(`${workspace.path}/too.py`);

  // What cannot be served is refused as from the menu; nothing is moved.
  await drag('my.pkg');
  await expect(
    page.getByRole('alert').filter({ hasText: '“my.pkg”' })
  ).toContainText('Rename it, for example to “my_pkg”.');
  await expect(entries).toHaveCount(2);
  await expect(extension.inFileBrowser('my.pkg')).toBeVisible();
});

test('a name that is served already is refused, or replaced if the user says so', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'old/tools/__init__.py': 'AGE = "old"\n',
    'tools/__init__.py': 'AGE = "new"\n'
  });
  await extension.execute('serve', { paths: [`${workspace.path}/old/tools`] });
  await extension.chooseInFileBrowser('tools', 'Serve to Deephaven');
  const notice = page
    .getByRole('alert')
    .filter({ hasText: 'The name “tools” is taken already' });
  await expect(notice).toContainText(`by “${workspace.path}/old/tools”`);
  await extension.show();
  const entry = extension.served.getByRole('listitem');
  await expect(entry).toContainText(`${workspace.path}/old/tools`);

  await notice.getByRole('button', { name: 'Serve this one instead' }).click();
  await expect(entry).toHaveCount(1);
  await expect(entry).not.toContainText('old/tools');
});

test('nothing named becomes code in the worker', async ({
  deephaven,
  extension,
  workspace
}) => {
  await extension.connect(deephaven);
  const hostile = [
    'x"); open("/tmp/owned", "w").close(); ("',
    "x'+__import__('os').sep+'",
    'x\nimport os',
    '{}',
    'a.b'
  ];
  for (const name of hostile) {
    await expect(
      extension.execute('serve', { paths: [`${workspace.path}/${name}`] })
    ).rejects.toThrow(/Python cannot import|There is no file or folder/);
  }
  // Nor do settings that were edited by hand.
  await extension.page.evaluate(
    async ([hostile]) => {
      const registry = await window.galata.getPlugin(
        '@jupyterlab/apputils-extension:settings' as never
      );
      await (registry as unknown as ISettings).set(
        'jupyterlab-deephaven:served',
        'modules',
        hostile.map(path => ({ path, enabled: true }))
      );
    },
    [hostile] as const
  );
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toHaveCount(
    hostile.length
  );
  const run = await extension.run(
    'import os; print(os.path.exists("/tmp/owned"))'
  );
  expect(run).toMatchObject({ error: null, output: 'False\n' });
});

/** What the test needs of JupyterLab's setting registry. */
interface ISettings {
  set(plugin: string, key: string, value: unknown): Promise<void>;
}

test('a link out of what is served is not followed, and words say so', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({
    'linking/__init__.py': '',
    'linking/real.py': 'X = 1\n',
    'linking/venv/hidden.py': 'X = "ignored"\n',
    'private/secret.py': 'X = "secret"\n'
  });
  await workspace.link('linking/inside.py', 'real.py');
  await workspace.link('linking/out.py', '../private/secret.py');
  await workspace.link('linking/up', '..');
  await workspace.link('linking/ignored.py', 'venv/hidden.py');
  await extension.connect(deephaven);
  await extension.show();
  const paths = [`${workspace.path}/linking`];
  await extension.execute('serve', { paths });
  const entry = extension.served.getByRole('listitem');
  await expect(entry).toContainText(
    '3 symlinks lead to unserved or ignored places, so they are not served: ignored.py, out.py, up.'
  );
  expect(
    await extension.run('import linking.inside; print(linking.inside.X)')
  ).toMatchObject({ error: null, output: '1\n' });
  for (const name of ['out', 'ignored', 'up.private.secret', 'up']) {
    const { error } = await extension.run(`import linking.${name}`);
    expect(error).toContain('ModuleNotFoundError');
  }

  // Served as well, it is no place outside any more.
  const more = [`${workspace.path}/private`];
  await extension.execute('serve', { paths: more });
  await expect(entry.first()).toContainText('2 symlinks lead to');
  expect(
    await extension.run('import linking.out; print(linking.out.X)')
  ).toMatchObject({ error: null, output: 'secret\n' });
});

test('the list can be filtered, and an entry removed', async ({
  extension,
  workspace
}) => {
  const names = ['alpha', ...[2, 3, 4, 5, 6, 7, 8].map(i => `beta${i}`)];
  for (const name of names) {
    await workspace.write({ [`${name}/__init__.py`]: '' });
  }
  await extension.execute('serve', {
    paths: names.map(name => `${workspace.path}/${name}`)
  });
  await extension.show();
  const entries = extension.served.getByRole('listitem');
  await expect(entries).toHaveCount(8);
  const filter = extension.sidebar.getByLabel('Filter served modules');
  await filter.fill('ALP');
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText('alpha');
  await filter.fill('nothing like it');
  await expect(extension.sidebar).toContainText(
    'No served module matches “nothing like it”.'
  );
  await filter.fill('');
  await entries.first().hover();
  await extension.sidebar
    .getByRole('button', { name: 'Stop serving alpha' })
    .click();
  await expect(entries).toHaveCount(7);
  await expect(entries.first()).toContainText('beta2');
});

test('served folders and servers come back after a reload', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'kept/__init__.py': '' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/kept`] });
  await page.reload();
  await page.waitForCondition(() =>
    page.evaluate(() => window.jupyterapp?.restored.then(() => true))
  );
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText('kept');
  await expect(extension.servers.getByRole('listitem')).toContainText('Test');
  // Secrets are not kept: the server is there, but not connected.
  await expect(
    extension.servers.getByRole('button', { name: 'Connect to Test' })
  ).toBeVisible();
});
