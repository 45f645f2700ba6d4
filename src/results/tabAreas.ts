/**
 * The areas with tabs into which users split the main area.
 */
import type { TabBar, Widget } from '@lumino/widgets';
import { DockPanel } from '@lumino/widgets';

/** Whether two widgets of the main area are in sight at once, in areas of their own. */
export function areBeside(one: Widget, other: Widget): boolean {
  const bar = tabBarOf(one);
  return bar !== null && bar !== tabBarOf(other);
}

function tabBarOf(widget: Widget): TabBar<Widget> | null {
  const { parent } = widget;
  if (parent instanceof DockPanel) {
    for (const bar of parent.tabBars()) {
      if (bar.titles.includes(widget.title)) {
        return bar;
      }
    }
  }
  return null;
}
