/**
 * The groups of a menu, as a user sees them: what lies between two separators.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** What the Run menu offers of ours. */
export const RUN_GROUP = [
  'Run File in Deephaven',
  'Run Selection or Line in Deephaven',
  'Run Cell in Deephaven',
  'Run Again in Deephaven',
  'Stop Run in Deephaven',
  'Show Deephaven Output'
];

/** Open a menu of the menu bar and give the labels in each of its groups. */
export async function menuGroups(
  page: IJupyterLabPageFixture,
  menu: string
): Promise<string[][]> {
  await page.menu.open(menu);
  const items = await page
    .locator('.lm-Menu .lm-Menu-item:visible')
    .evaluateAll(nodes =>
      nodes.map(node =>
        node.getAttribute('data-type') === 'separator'
          ? null
          : node.querySelector('.lm-Menu-itemLabel')!.textContent!
      )
    );
  const groups: string[][] = [[]];
  for (const item of items) {
    if (item === null) {
      groups.push([]);
    } else {
      groups[groups.length - 1].push(item);
    }
  }
  return groups;
}
