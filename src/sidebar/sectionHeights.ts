/**
 * The heights of the sidebar's sections: as much as each one needs.
 */
import type { AccordionPanel, Widget } from '@lumino/widgets';

/** A section, and what it is as high as. */
export interface ISection {
  readonly section: Widget;
  readonly list: Widget;
}

/**
 * Give sections the heights that their lists need, whenever these change, until
 * the user moves a handle between them.
 */
export function fitSections(
  panel: AccordionPanel,
  sections: readonly ISection[]
): void {
  const fit = () => {
    const shown = sections.filter(({ section }) => !section.isHidden);
    const titles = panel.titles.reduce(
      (sum, { offsetHeight }) => sum + offsetHeight,
      0
    );
    const available = panel.node.clientHeight - titles;
    if (!panel.isVisible || available <= 0) {
      return;
    }
    const heights = shares(
      available,
      shown.map(({ list }) => list.node.offsetHeight)
    );
    panel.setRelativeSizes(
      sections.map(({ section }) => (section.isHidden ? 0 : heights.shift()!))
    );
  };
  const observer = new ResizeObserver(fit);
  observer.observe(panel.node);
  sections.forEach(({ list }) => observer.observe(list.node));
  panel.expansionToggled.connect(fit);
  panel.handleMoved.connect(() => {
    observer.disconnect();
    panel.expansionToggled.disconnect(fit);
  });
  panel.disposed.connect(() => observer.disconnect());
}

/**
 * Share a height.
 *
 * @param available - the height.
 * @param needed - what each one needs.
 * @returns what each one gets: as much as it needs, or an equal part of what
 * those that need less leave. The last one gets what nobody needs.
 */
export function shares(available: number, needed: readonly number[]): number[] {
  const shared = needed.map(() => 0);
  let left = available;
  const byNeed = needed
    .map((need, index) => ({ need, index }))
    .sort((a, b) => a.need - b.need);
  byNeed.forEach(({ need, index }, rank) => {
    shared[index] = Math.min(need, left / (needed.length - rank));
    left -= shared[index];
  });
  if (shared.length > 0) {
    shared[shared.length - 1] += left;
  }
  return shared;
}
