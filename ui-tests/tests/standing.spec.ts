/**
 * Served modules for any code of the worker, of whichever session, without a
 * run from JupyterLab.
 */
import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { Extension, expect, openLab, test } from '../fixtures';
import { NodeClient } from '../nodeClient';

test.skip(
  ({ deephaven }) => deephaven.plugin === 'published',
  'The published plugin serves the runs of one client'
);

/** Another session of the worker, which serves nothing. */
async function otherSession(
  deephaven: IDeephavenOption,
  use: (print: (expression: string) => Promise<string>) => Promise<void>
): Promise<void> {
  const client = await NodeClient.connect(deephaven, {});
  try {
    await use(async expression => {
      const { error, output } = await client.run(
        `import toolbox.parts; print(${expression})`
      );
      return error?.split('\n').pop() ?? output.trim();
    });
  } finally {
    client.close();
  }
}

/** The endpoints of the server extension. */
const SERVER_PART = /\/jupyterlab-deephaven\/(list|read|watch)/;

const TOOLBOX = {
  'toolbox/__init__.py': '',
  'toolbox/parts.py': 'from .sizes import SIZE\nVALUE = 1\n',
  'toolbox/sizes.py': 'SIZE = "small"\n'
};

test('another session imports what is served, as it is now', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  const reads: string[] = [];
  page.on('request', request => {
    if (/\/api\/contents\/.*toolbox.*\.py/.test(request.url())) {
      reads.push(request.url());
    }
  });
  await workspace.write(TOOLBOX);
  await extension.execute('serve', { paths: [`${workspace.path}/toolbox`] });
  await extension.connect(deephaven);
  await otherSession(deephaven, async print => {
    const both = 'toolbox.parts.VALUE, toolbox.parts.SIZE';
    await expect.poll(() => print(both)).toBe('1 small');

    // Changed by another program: nobody tells this page.
    await workspace.write({ 'toolbox/sizes.py': 'SIZE = "large"\n' });
    await expect.poll(() => print(both)).toBe('1 large');
    // All of it went through the server extension.
    expect(reads).toEqual([]);

    // Changed in an editor, and not saved.
    await page.filebrowser.openDirectory(`${workspace.path}/toolbox`);
    await extension.open('parts.py');
    await page.getByRole('main').locator('.cm-content').click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('VALUE = 2\n');
    await expect.poll(() => print(both)).toBe('2 large');

    // Switched off: it cannot be imported any more.
    await extension.execute('set-serving', { enabled: false });
    const missing = '__import__("toolbox.extra")';
    await workspace.write({ 'toolbox/extra.py': '' });
    await expect
      .poll(() => print(missing))
      .toBe("ModuleNotFoundError: No module named 'toolbox'");
    await extension.execute('set-serving', { enabled: true });
    await expect.poll(() => print(missing)).toContain('<module');
  });
});

for (const part of ['with', 'without']) {
  test(`an import sees what was changed a moment before, ${part} the server extension`, async ({
    deephaven,
    extension,
    page,
    workspace
  }) => {
    if (part === 'without') {
      await page.route(SERVER_PART, route => route.fulfill({ status: 404 }));
    }
    await workspace.write(TOOLBOX);
    await extension.execute('serve', { paths: [`${workspace.path}/toolbox`] });
    await extension.connect(deephaven);
    await otherSession(deephaven, async print => {
      await expect.poll(() => print('toolbox.parts.SIZE')).toBe('small');
      for (const name of ['one', 'two', 'three']) {
        // By another program, and not waited for: a new module, and one that
        // a loaded one has imported. To import the new one restarts both.
        await workspace.write({
          [`toolbox/${name}.py`]: `NAME = "${name}"\n`,
          'toolbox/sizes.py': `SIZE = "${name}"\n`
        });
        expect(
          await print(
            `__import__("toolbox.${name}", fromlist=["NAME"]).NAME, ` +
              '__import__("toolbox.parts", fromlist=["SIZE"]).SIZE'
          )
        ).toBe(`${name} ${name}`);
      }
    });
  });
}

test('who serves a name last serves it, and the other can take over', async ({
  deephaven,
  extension,
  workspace
}, testInfo) => {
  await workspace.write(TOOLBOX);
  await extension.execute('serve', { paths: [`${workspace.path}/toolbox`] });
  await extension.connect(deephaven);
  await extension.show();
  const server = extension.servers.getByRole('listitem');
  await otherSession(deephaven, async print => {
    const value = 'toolbox.parts.VALUE';
    await expect.poll(() => print(value)).toBe('1');

    const folder = testInfo.outputPath('toolbox');
    await NodeClient.write(folder, {
      '__init__.py': '',
      'parts.py': 'VALUE = "rival"\n'
    });
    const rival = await NodeClient.connect(deephaven, { toolbox: folder });
    try {
      await expect.poll(() => print(value)).toBe('rival');
      await expect(server).toContainText(
        'Another tab or user also serves toolbox'
      );
      // Its own runs are not concerned.
      const { output } = await extension.run(
        'import toolbox.parts; print(toolbox.parts.VALUE)'
      );
      expect(output).toBe('1\n');
      await server.getByRole('button', { name: 'Take Over' }).click();
      await expect(server).not.toContainText('Another tab or user');
      await expect.poll(() => print(value)).toBe('1');
    } finally {
      rival.close();
    }
  });
});

test('two tabs of one user agree on who serves', async ({
  deephaven,
  extension,
  page,
  workspace
}) => {
  await workspace.write(TOOLBOX);
  const paths = [`${workspace.path}/toolbox`];
  await extension.execute('serve', { paths });
  await extension.connect(deephaven);
  await extension.show();
  const server = extension.servers.getByRole('listitem');
  const isReplaced = 'also serves toolbox';

  const tab = await page.context().newPage();
  const second = new Extension(tab as never);
  const secondServer = second.servers.getByRole('listitem');
  await openLab(
    tab,
    `${environment('JUPYTER_URL')}/lab/workspaces/second?reset`
  );
  await second.execute('show-sidebar');
  try {
    // It has settings of its own, other than the first one's.
    await second.execute('serve', { paths });
    await second.connect(deephaven);
    await expect(server).toContainText(isReplaced);
    await expect(secondServer).not.toContainText(isReplaced);

    await server.getByRole('button', { name: 'Take Over' }).click();
    await expect(server).not.toContainText(isReplaced);
    await expect(secondServer).toContainText(isReplaced);

    await secondServer.getByRole('button', { name: 'Take Over' }).click();
    await expect(server).toContainText(isReplaced);
  } finally {
    await second.execute('stop-serving', { paths });
    await second.execute('remove-server', { server: 'Test' });
    await tab.close();
  }
  // Nobody else serves it any more.
  await expect(server).not.toContainText(isReplaced);
});
