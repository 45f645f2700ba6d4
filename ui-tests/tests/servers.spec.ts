/**
 * Servers: adding, signing in, failing with reasons, going away.
 */
import { whileStopped } from '../control';
import { environment } from '../environment';
import { expect, test } from '../fixtures';
import { reload, writeNotebook } from '../kernelNotebook';

/** A port where nothing listens: TCP's discard service is not used any more. */
const NOWHERE = 'http://localhost:9';

test('a server is added with the form, and removed', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.show();
  await extension.sidebar
    .getByRole('button', { name: 'Add Server…' })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('URL').fill('not a url:');
  await form.getByRole('button', { name: 'Add and Connect' }).click();
  await expect(form.getByRole('alert')).toContainText(
    'This is not the URL of a server.'
  );
  // As in the address bar of its web IDE; the form for the key follows.
  await form.getByLabel('URL').fill(`${deephaven.url}/ide/`);
  await form.getByLabel('Name').fill('Mine');
  await form.getByRole('button', { name: 'Add and Connect' }).click();
  await form.getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  const server = extension.servers.getByRole('listitem');
  await expect(server).toContainText('Mine');
  await expect(server).toContainText(deephaven.url);
  await expect(server).toContainText('Connected');

  await server.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(extension.sidebar).toContainText('Add the Deephaven server');
});

test('a server is edited with the form', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.execute('add-server', { name: 'Taken', url: NOWHERE });
  await extension.connect(deephaven);
  await extension.show();
  const edit = async (name: string) => {
    await extension.servers.getByText(name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
  };
  await edit('Test');
  const form = page.getByRole('dialog');
  await expect(form).toContainText('Edit “Test”');
  await expect(form.getByLabel('URL')).toHaveValue(deephaven.url);
  await expect(form.getByLabel('Sign-in')).toHaveValue('psk');
  await form.getByLabel('Name').fill('Taken');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText(
    'There is a server called “Taken” already.'
  );
  // It takes the focus when it is there.
  await expect(form.getByLabel('URL')).toBeFocused();
  await form.getByLabel('Name').fill('Renamed');
  await form.getByRole('button', { name: 'Save' }).click();
  const renamed = extension.servers.getByRole('listitem').nth(1);
  await expect(renamed).toContainText('Renamed');
  // With the same key: nobody is asked for one.
  await expect(renamed).toContainText('Connected');
  await expect(renamed).toContainText('runs here');
  expect(await extension.run('print("here")')).toMatchObject({
    output: 'here\n'
  });

  await edit('Taken');
  await form.getByLabel('Sign-in').selectOption('Another handler');
  await form.getByLabel('Handler').fill('com.example.Mine');
  await form.getByLabel('Route').selectOption('From this browser');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toHaveCount(0);
  await edit('Taken');
  await expect(form.getByLabel('Handler')).toHaveValue('com.example.Mine');
  await expect(form.getByLabel('Route')).toHaveValue('direct');
  await page.keyboard.press('Escape');

  // As a script does it.
  expect(
    await extension.execute('edit-server', { server: 'Taken', name: 'Free' })
  ).toBe('Free');
  await expect(
    extension.execute('edit-server', { server: 'Free', name: 'Renamed' })
  ).rejects.toThrow(/There is a server called “Renamed” already/);
});

test('the gear opens the settings, whose changes show in the sidebar', async ({
  extension,
  page
}) => {
  await extension.execute('add-server', { name: 'Before', url: 'localhost:9' });
  await extension.show();
  await extension.sidebar
    .getByRole('button', { name: 'Settings' })
    .first()
    .click();
  const settings = page.getByRole('main');
  await expect(settings).toContainText('Keys and passwords are not kept here');
  await settings.locator('[id$="servers_0_name"]').fill('After');
  await expect(extension.servers.getByRole('listitem')).toContainText('After');
});

test('a wrong key is refused with a message, and can be entered again', async ({
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
  await form.getByLabel('Key').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toContainText('Wrong key.');
  await expect(extension.servers).toContainText('Wrong key.');
  await form.getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  await expect(extension.servers).toContainText('Connected');
  await expect(extension.servers).not.toContainText('Wrong key');

  await extension.servers
    .getByRole('button', { name: 'Disconnect from Test' })
    .click();
  await expect(
    extension.servers.getByRole('button', { name: 'Connect to Test' })
  ).toBeVisible();
});

test('a server that is not there says so', async ({ extension }) => {
  await extension.execute('add-server', { name: 'Gone', url: NOWHERE });
  await extension.show();
  await extension.servers
    .getByRole('button', { name: 'Connect to Gone' })
    .click();
  await expect(extension.servers).toContainText(
    `No Deephaven server answers at ${NOWHERE}. Is it running, and can this browser reach it?`
  );
  await expect(
    extension.execute('connect', {
      server: 'Gone',
      credentials: { type: 'psk', token: 'x' }
    })
  ).rejects.toThrow(/No Deephaven server answers/);
});

test('running without a server offers to add one', async ({
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'hello.py': 'print("hello")\n' });
  await extension.open('hello.py');
  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  const notice = page
    .getByRole('alert')
    .filter({ hasText: 'There is no Deephaven server to run on yet.' });
  await notice.getByRole('button', { name: 'Add a server' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'Add a Deephaven server'
  );
});

test('running connects first, asking for the key', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'hello.py': 'print("hello from", __name__)\n' });
  await extension.execute('add-server', { name: 'Test', url: deephaven.url });
  await extension.open('hello.py');
  await page.menu.clickMenuItem('Run>Run File in Deephaven');
  const form = page.getByRole('dialog');
  await form.getByLabel('Key').fill(deephaven.key);
  await page.keyboard.press('Enter');
  await expect(extension.lastRun).toContainText('hello from __main__');
});

test('cancelling the form cancels the run, and a command says so', async ({
  deephaven,
  extension,
  page
}) => {
  await extension.execute('add-server', { name: 'Test', url: deephaven.url });
  const connecting = extension.execute('connect', { server: 'Test' }).then(
    () => 'resolved',
    (reason: Error) => reason.message
  );
  await page.getByRole('dialog').getByLabel('Key').waitFor();
  await page.keyboard.press('Escape');
  expect(await connecting).toContain('Connecting was cancelled.');
});

test('two servers can be connected at once, each serving', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'both/__init__.py': 'WHERE = "both"\n' });
  await extension.connect(deephaven);
  await extension.execute('add-server', {
    name: 'Other',
    url: environment('DEEPHAVEN_PUBLISHED_URL'),
    auth: 'psk'
  });
  await extension.execute('connect', {
    server: 'Other',
    credentials: {
      type: 'psk',
      token: environment('DEEPHAVEN_PUBLISHED_PSK')
    }
  });
  await extension.execute('serve', { paths: [`${workspace.path}/both`] });

  // The one that was connected first is the current one, until another is.
  await extension.show();
  const row = (name: string) =>
    extension.servers.locator(`[data-jp-deephaven-server="${name}"]`);
  await expect(row('Test')).toContainText('runs here');
  await row('Test').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Edit…' })).toBeVisible();
  const use = page.getByRole('menuitem', { name: 'Use for Runs' });
  await expect(use).toHaveCount(0);
  await page.keyboard.press('Escape');
  await row('Other').click({ button: 'right' });
  await use.click();
  await expect(row('Other')).toContainText('runs here');
  await expect(row('Test')).not.toContainText('runs here');
  await extension.execute('use-server', { server: 'Test' });
  await expect(row('Test')).toContainText('runs here');
  await extension.execute('add-server', { name: 'Off', url: NOWHERE });
  await expect(
    extension.execute('use-server', { server: 'Off' })
  ).rejects.toThrow('“Off” is not connected. Connect to it first.');

  for (const server of ['Test', 'Other', deephaven.url]) {
    expect(
      await extension.execute('run-code', {
        server,
        code: 'import both; print(both.WHERE)'
      })
    ).toMatchObject({ error: null, output: 'both\n' });
  }
});

test('a document runs on the server that is picked for it', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({
    'one.py': 'print("ran")\n',
    'two.py': 'print("ran")\n'
  });
  await writeNotebook(workspace, 'three.ipynb', [], {
    name: 'python3',
    display_name: 'Python 3'
  });
  await extension.connect(deephaven);
  const open = (name: string) =>
    page.evaluate(
      path => window.jupyterapp.commands.execute('docmanager:open', { path }),
      `${workspace.path}/${name}`
    );
  const picker = (name: string) =>
    page.getByRole('combobox', { name: `Server that runs ${name}` });
  const runs = page.locator('.jp-DeephavenOutput-run');
  await open('one.py');
  // There is only one.
  await expect(page.getByText('Runs on:')).toBeHidden();
  await extension.connect(deephaven, 'Other');
  await expect(picker('one.py')).toHaveValue('');
  await expect(picker('one.py').locator('option:checked')).toHaveText(
    'Test (default)'
  );
  await picker('one.py').selectOption('Other');
  await extension.execute('run-file');
  await expect(runs.last()).toContainText('Other');
  await expect(runs.last()).toContainText('ran');
  await open('two.py');
  await extension.execute('run-file');
  await expect(runs).toHaveCount(2);
  await expect(runs.last()).toContainText('Test');
  await open('three.ipynb');
  await expect(picker('three.ipynb')).toBeVisible();

  // JupyterLab saves it a moment later.
  const saved = page.waitForRequest(request =>
    /"jupyterlab-deephaven:document-servers":{[^}]*four\.py/.test(
      request.postData() ?? ''
    )
  );
  await page.evaluate(
    folder =>
      window.jupyterapp.serviceManager.contents.rename(
        `${folder}/one.py`,
        `${folder}/four.py`
      ),
    workspace.path
  );
  await saved;
  await reload(page);
  await open('four.py');
  await expect(picker('four.py')).toHaveValue('Other');
});

test('a server that dies is noticed, and is back by itself when it is', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write({ 'again/__init__.py': 'HERE = True\n' });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${workspace.path}/again`] });
  await extension.show();
  // While code runs: the run ends at once, with a message.
  const running = extension.run('import time\ntime.sleep(600)').then(
    () => 'resolved',
    (reason: Error) => reason.message
  );
  await expect(extension.lastRun.getByLabel('Running')).toBeVisible();
  await whileStopped('DEEPHAVEN_OURS_CONTROL', async () => {
    expect(await running).toContain(
      'The connection to “Test” ended while the code ran.'
    );
    await expect(extension.servers).toContainText(
      /Lost the connection: trying again in \d+ s/
    );
    await expect(
      extension.execute('connect', { server: 'Test' })
    ).rejects.toThrow(/No Deephaven server answers/);
    await extension.servers.getByRole('button', { name: 'Try Now' }).click();
    await expect(extension.servers).toContainText(
      'No Deephaven server answers'
    );
    await expect(
      extension.servers.getByRole('button', {
        name: 'Stop trying to connect to Test'
      })
    ).toBeVisible();
  });
  // The key is still known, and nobody does anything.
  await expect(extension.servers).toContainText('Connected', {
    timeout: 70000
  });
  expect(await extension.run('import again; print(again.HERE)')).toMatchObject({
    error: null,
    output: 'True\n'
  });
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('without the server plugin code runs, and the sidebar says what to install', async ({
  deephaven,
  extension
}) => {
  await extension.connect(deephaven);
  // As if it were not installed, until the end of the test.
  await extension.run(
    'import sys\n' +
      '_module = sys.modules["deephaven.python_remote_file_source"]\n' +
      'sys.modules["deephaven.python_remote_file_source"] = None\n' +
      '_plugin, __deephaven_jupyter = __deephaven_jupyter, None\n'
  );
  try {
    await extension.execute('disconnect', { server: 'Test' });
    await extension.signIn(deephaven);
    await extension.show();
    await expect(extension.servers).toContainText(
      'pip install deephaven-plugin-python-remote-file-source'
    );
    expect(await extension.run('print("still runs")')).toMatchObject({
      error: null,
      output: 'still runs\n'
    });
  } finally {
    await extension.run(
      'sys.modules["deephaven.python_remote_file_source"] = _module\n' +
        '__deephaven_jupyter = _plugin\n'
    );
  }
});
