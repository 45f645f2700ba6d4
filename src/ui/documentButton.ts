/**
 * Buttons in the toolbars of documents, which act on their own document.
 */
import { DOMUtils } from '@jupyterlab/apputils';
import { CommandToolbarButton } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Widget } from '@lumino/widgets';

/**
 * A button that executes a command with the argument `widget`, the id of its
 * document: that may be in sight beside the current one.
 */
export function documentButton(
  commands: CommandRegistry,
  id: string,
  document: Widget
): CommandToolbarButton {
  // The application names documents after it has made their toolbars.
  document.id ||= DOMUtils.createDomID();
  return new CommandToolbarButton({
    commands,
    id,
    args: { widget: document.id },
    // The focus stays where the user types.
    noFocusOnClick: true
  });
}
