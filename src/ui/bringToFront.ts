/**
 * Shows a widget that is in the shell.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';
import { TabPanel } from '@lumino/widgets';

/** Show a widget and give it the focus, in JupyterLab and in Notebook 7. */
export function bringToFront(
  shell: JupyterFrontEnd.IShell,
  widget: Widget
): void {
  shell.activateById(widget.id);
  // The area below a document is shown, but in Notebook 7 not the tab in it.
  const tabs = widget.parent?.parent;
  if (tabs instanceof TabPanel) {
    tabs.currentWidget = widget;
  }
}
