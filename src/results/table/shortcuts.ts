/**
 * Lets a grid have the keys that it uses itself: JupyterLab's shortcuts come
 * first elsewhere in the page.
 */
import { SHORTCUTS } from '@deephaven/iris-grid';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

/** JupyterLab leaves keys alone below an element with this attribute. */
const SUPPRESS = 'data-lm-suppress-shortcuts';

/** The shortcuts of grids. */
const TAKEN = [
  ...Object.values(SHORTCUTS.TABLE),
  ...Object.values(SHORTCUTS.INPUT_TABLE)
];

/** Have JupyterLab leave a grid's own shortcuts to it, inside a node. */
export function yieldShortcuts(node: HTMLElement): IDisposable {
  const decide = (event: KeyboardEvent) => {
    if (node.contains(event.target as Node)) {
      const isTaken = TAKEN.some(shortcut => shortcut.matchesEvent(event));
      node.toggleAttribute(SUPPRESS, isTaken);
    }
  };
  // Before JupyterLab, which listens at the document.
  window.addEventListener('keydown', decide, true);
  return new DisposableDelegate(() =>
    window.removeEventListener('keydown', decide, true)
  );
}
