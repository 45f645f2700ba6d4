/**
 * Beside extensions that run the cells of notebooks in the Jupyter server: cells
 * with a Deephaven kernel run in Deephaven, and others where they did.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../besideOthers';
import { begin, KERNEL, open, output, writeNotebook } from '../kernelNotebook';

const PYTHON = { name: 'python3', display_name: 'Python 3 (ipykernel)' };
const CELLS = [
  'import sys\nprint("deephaven" in sys.modules)',
  'executor_x = 20',
  'executor_x + 1'
];

for (const [kernel, where, asks] of [
  [KERNEL, 'True', 0],
  [PYTHON, 'False', CELLS.length]
] as const) {
  test(`cells with the kernel ${kernel.display_name} run beside another executor`, async ({
    extension,
    workspace
  }) => {
    const { page } = extension;
    let asked = 0;
    page.on('request', request => {
      const { pathname } = new URL(request.url());
      if (/\/api\/kernels\/[^/]+\/execute$/.test(pathname)) {
        asked += 1;
      }
    });
    await writeNotebook(workspace, 'cells.ipynb', CELLS, kernel);
    await open(page, workspace, 'cells.ipynb', kernel.display_name);
    await begin(page, 'notebook:run-all-cells');
    await expect(output(page, 0)).toHaveText(`${where}\n`);
    await expect(output(page, 2).locator('.jp-OutputArea-output')).toHaveText(
      '21'
    );
    expect(asked).toBe(asks);
    await shutDown(page);
  });
}

/** End the kernel of the notebook in sight. */
async function shutDown(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.serviceManager.sessions.shutdownAll()
  );
}
