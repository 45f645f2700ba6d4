/**
 * Gives the focus back that a context menu has taken.
 */
import type { Menu, Widget } from '@lumino/widgets';

/**
 * When a menu that was opened at a widget closes, go back to what had the
 * focus there. So what its command does is done from there, and who used the
 * keyboard can go on.
 */
export function giveFocusBack(widget: Widget, menu: Menu): void {
  let before: HTMLElement | null = null;
  widget.node.addEventListener('contextmenu', () => {
    const { activeElement } = document;
    before =
      activeElement instanceof HTMLElement &&
      widget.node.contains(activeElement)
        ? activeElement
        : null;
  });
  menu.aboutToClose.connect(() => {
    before?.focus({ preventScroll: true });
    before = null;
  }, widget);
}
