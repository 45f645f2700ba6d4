/**
 * What runs import of what is served, with both server plugins, and what they
 * say that it took.
 */
import { expect, test } from '../fixtures';

test('the contents of a folder are imported by their own names', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({
    'scripts/loader.py': 'from shapes import sides\nLOADED = sides.TRIANGLE\n',
    'scripts/shapes/__init__.py': '',
    'scripts/shapes/sides.py': 'TRIANGLE = 3\n',
    'scripts/data/table.csv': '1,2\n'
  });
  await extension.connect(deephaven);
  await extension.chooseInFileBrowser('scripts', 'Serve Contents to Deephaven');
  await extension.show();
  const entry = extension.served.getByRole('listitem');
  await expect(entry).toContainText('Contents of scripts');
  await expect(entry).toContainText('Import as: loader, shapes');
  const run = await extension.run(
    'import loader, shapes.sides; print(loader.LOADED, shapes.sides.TRIANGLE)'
  );
  expect(run).toMatchObject({ error: null, output: '3 3\n' });

  // Written by another program: the next run has it, without doing anything.
  await workspace.write({ 'scripts/fresh.py': 'from loader import LOADED\n' });
  const next = await extension.run('import fresh; print(fresh.LOADED)');
  expect(next).toMatchObject({ error: null, output: '3\n' });
  await expect(entry).toContainText('fresh, loader, shapes');

  // Deleted, and switched off.
  await workspace.remove('scripts/fresh.py');
  expect((await extension.run('import fresh')).error).toContain(
    "No module named 'fresh'"
  );
  await expect(entry).not.toContainText('fresh');
  const toggle = entry.getByRole('switch');
  await toggle.uncheck();
  await expect(toggle).not.toBeChecked();
  expect((await extension.run('import shapes.sides')).error).toContain(
    "No module named 'shapes'"
  );
  await toggle.check();
  await expect(toggle).toBeChecked();
  expect(await extension.run('import shapes.sides')).toMatchObject({
    error: null
  });

  // The folder itself is no package, and data is none either.
  for (const name of ['scripts', 'data']) {
    const { error } = await extension.run(`import ${name}`);
    expect(error).toContain(`No module named '${name}'`);
  }

  // The same name by itself comes first, and the row says so.
  await workspace.write({ 'mine/loader.py': 'LOADED = "mine"\n' });
  await extension.execute('serve', {
    paths: [`${workspace.path}/mine/loader.py`]
  });
  const mine = await extension.run('import loader; print(loader.LOADED)');
  expect(mine).toMatchObject({ error: null, output: 'mine\n' });
  await expect(entry.first()).toContainText(
    `Imported from elsewhere: loader from “${workspace.path}/mine/loader.py”`
  );
});

test('a run says what its imports took, and a row what it hides', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({
    'wave.py': 'from late import TIDE\n',
    'late.py': 'TIDE = "low"\n'
  });
  await extension.connect(deephaven);
  await extension.execute('serve', {
    paths: ['wave.py', 'late.py'].map(name => `${workspace.path}/${name}`)
  });
  const code = 'import wave; print(wave.TIDE)';
  const first = await extension.run(code);
  expect(first).toMatchObject({ error: null, output: 'low\n' });
  // Also what was sent before the run, which has it then, is in the sums.
  const { sent, unchanged } = first.receipt!;
  expect(sent + unchanged).toBe(2);
  await workspace.write({ 'late.py': 'TIDE = "high"\n' });
  const { output, receipt } = await extension.run(code);
  expect(output).toBe('high\n');
  expect(receipt).toMatchObject(
    deephaven.plugin === 'ours'
      ? { sent: 1, bytes: 14, unchanged: 1, requested: [], missing: [] }
      : { sent: 2, requested: ['wave', 'late'], missing: [] }
  );
  await extension.execute('show-output');
  await expect(extension.lastRun).toContainText(
    deephaven.plugin === 'ours'
      ? 'sent 1 file (14 B) · 1 file up to date · ready in'
      : /sent 2 files \(.*\) · the worker asked for wave, late · ready in/
  );

  // Nothing has changed since: the published plugin asks for all of it again.
  const again = await extension.run(code);
  expect(again.receipt).toMatchObject(
    deephaven.plugin === 'ours'
      ? { sent: 0, bytes: 0, unchanged: 2, requested: [], missing: [] }
      : { sent: 2, requested: ['wave', 'late'], missing: [] }
  );
  await expect(extension.lastRun).toContainText(
    deephaven.plugin === 'ours'
      ? '2 files up to date · ready in'
      : 'the worker asked for wave, late · ready in'
  );

  await extension.show();
  const rows = extension.served.getByRole('listitem');
  await expect(rows).toHaveCount(2);
  const [wave, late] = await rows.all();
  await expect(late.getByText('late', { exact: true })).toHaveAttribute(
    'title',
    /^import late\nTest: sent \d files? \(\d+ B\) · last at /
  );
  if (deephaven.plugin === 'ours') {
    await expect(wave).toContainText(
      'Test has modules of these names itself: wave. Code there imports yours instead.'
    );
    await expect(late).not.toContainText('Code there imports yours');
  }
});

test('a run says what its imports did not find', async ({
  deephaven,
  extension,
  workspace
}) => {
  await workspace.write({ 'tide/__init__.py': 'import tide.none\n' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/tide`] });
  const { error, receipt } = await extension.run('import tide');
  expect(error).toContain(
    `File "/jupyter:/${workspace.path}/tide/__init__.py", line 1`
  );
  expect(error).toContain("No module named 'tide.none'");
  // Ours need not ask: the worker has an index of what there is.
  expect(receipt).toMatchObject(
    deephaven.plugin === 'ours'
      ? { requested: [], missing: [] }
      : { requested: ['tide', 'tide.none'], missing: ['tide.none'] }
  );
  if (deephaven.plugin !== 'ours') {
    await expect(extension.lastRun).toContainText('not served: tide.none');
    await extension.show();
    await expect(
      extension.served.getByText('tide', { exact: true })
    ).toHaveAttribute(
      'title',
      / · 2 asked for by the worker · 1 of them not served$/
    );
  }
});

test('a renamed folder stays served, under its new name', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'before/__init__.py': 'HERE = True\n' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/before`] });
  // In the file browser, as a user renames.
  await page.sidebar.openTab('filebrowser');
  await page.filebrowser.refresh();
  await extension.inFileBrowser('before').click();
  await page.keyboard.press('F2');
  await page.locator('.jp-DirListing-editor').fill('after');
  await page.keyboard.press('Enter');
  await extension.show();
  await expect(extension.served.getByRole('listitem')).toContainText(
    `${workspace.path}/after`
  );
  const run = await extension.run('import after; print(after.HERE)');
  expect(run).toMatchObject({ error: null, output: 'True\n' });
});
