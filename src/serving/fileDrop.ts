/**
 * Lets a widget take what is dragged from the file browser.
 */
import type { Drag } from '@lumino/dragdrop';
import type { Widget } from '@lumino/widgets';

/** How the file browser calls the paths that it drags. */
const CONTENTS_MIME = 'application/x-jupyter-icontents';

/** The class of a widget that would take what is above it. */
const DROP_TARGET = 'jp-mod-dropTarget';

/**
 * Take files and folders, as long as the widget lives.
 *
 * @param widget - highlighted while they are above it.
 * @param onDrop - called with their contents paths.
 */
export function acceptFiles(
  widget: Widget,
  onDrop: (paths: readonly string[]) => void
): void {
  const { node } = widget;
  const on = (type: string, handle: (event: Drag.Event) => void) =>
    node.addEventListener(type, event => {
      const drag = event as Drag.Event;
      if (drag.mimeData.hasData(CONTENTS_MIME)) {
        // Without this, the drag ends at whatever lies below.
        drag.preventDefault();
        drag.stopPropagation();
        handle(drag);
      }
    });
  on('lm-dragenter', () => widget.addClass(DROP_TARGET));
  on('lm-dragleave', event => {
    if (!node.contains(event.relatedTarget as Node | null)) {
      widget.removeClass(DROP_TARGET);
    }
  });
  on('lm-dragover', event => {
    // It stays where it is, but the file browser knows no other action.
    event.dropAction = event.proposedAction;
  });
  on('lm-drop', event => {
    widget.removeClass(DROP_TARGET);
    event.dropAction = event.proposedAction;
    const paths: unknown = event.mimeData.getData(CONTENTS_MIME);
    if (Array.isArray(paths)) {
      onDrop(paths.map(String));
    }
  });
}
