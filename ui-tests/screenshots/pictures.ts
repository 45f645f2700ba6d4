/**
 * What the pictures of the documentation have in common.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import type { IRunResult } from '../../src/tokens';
import { environment } from '../environment';
import type { Extension } from '../fixtures';
import { expect } from '../fixtures';

/** The theme that a picture shows. */
export type ITheme = 'light' | 'dark' | 'high-contrast';

/** What JupyterLab calls them. */
export const THEMES = {
  light: 'JupyterLab Light',
  dark: 'JupyterLab Dark',
  'high-contrast': 'JupyterLab Dark High Contrast'
};

const ROOT = join(__dirname, '..', '..');

/** The folder that the pictures show, in place of one named after a test. */
export const FOLDER = 'projects';

/** Cells of which the second fails, in a module that is served. */
const CELLS = [
  'from deephaven import empty_table\n\n' +
    'returns = empty_table(250).update([\n' +
    '    "Day = i + 1", "Daily = randomGaussian(0.0, 0.01)", "Up = Daily > 0"\n])\n' +
    'print(returns.size, "days")',
  'from market.signals.formulas import classify\n\nclassify(fast=101.3, slow=0, threshold=0.002)'
];

/** A notebook of them, with a kernel that it does not need. */
export const NOTEBOOK = JSON.stringify({
  cells: CELLS.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index + 1}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source
  })),
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5
});

/**
 * Put the example's workspace where JupyterLab shows it.
 *
 * @returns what removes it.
 */
export async function makeWorkspace(): Promise<() => Promise<void>> {
  const folder = join(environment('JUPYTER_ROOT'), FOLDER);
  await rm(folder, { recursive: true, force: true });
  await cp(join(ROOT, 'examples', 'workspace'), folder, {
    recursive: true,
    filter: path => !path.endsWith('__pycache__')
  });
  return () => rm(folder, { recursive: true });
}

/** Run what the workspace has to show, without looking at it. */
export async function makeTables(extension: Extension): Promise<void> {
  const { error } = await extension.execute<IRunResult>('run-file', {
    path: `${FOLDER}/run_market.py`
  });
  expect(error).toBeNull();
  await closeOutput(extension);
}

/** Close what is below the documents. */
export async function closeOutput({ page }: Extension): Promise<void> {
  await page.evaluate(() => {
    for (const widget of window.jupyterapp.shell.widgets('down')) {
      widget.close();
    }
  });
}

/** Save a picture of a part of a page, or of all of it. */
export async function savePicture(
  page: Pick<Page, 'screenshot'>,
  theme: ITheme,
  name: string,
  part?: Locator
): Promise<void> {
  await settled();
  const clip = part && (await wholePixels(part));
  // The README shows the main one under a plain name.
  const file = name === 'main' && theme === 'light' ? name : `${name}-${theme}`;
  const path = join(ROOT, 'docs', 'images', `${file}.png`);
  await page.screenshot({ path, clip, caret: 'hide' });
}

/** Let what fades in or out end. */
async function settled(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 500));
}

/** The box of a part, without pixels that it shares with what is around it. */
async function wholePixels(part: Locator) {
  const box = (await part.boundingBox())!;
  const x = Math.ceil(box.x);
  const y = Math.ceil(box.y);
  return {
    x,
    y,
    width: Math.floor(box.x + box.width) - x,
    height: Math.floor(box.y + box.height) - y
  };
}
