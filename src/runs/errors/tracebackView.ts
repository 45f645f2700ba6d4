/**
 * A traceback whose frames open the files that they name.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IFrame } from '../../tokens';
import { tracebackParts } from '../../worker/traceback';

/** What the view needs. */
export interface ITracebackOptions {
  readonly traceback: string;
  /** Opens a frame's file; null where that is not possible. */
  readonly open: ((frame: IFrame) => void) | null;
  readonly trans: TranslationBundle;
}

/** A traceback. */
export class TracebackView extends Widget {
  constructor({ traceback, open, trans }: ITracebackOptions) {
    super();
    this.addClass('jp-DeephavenTraceback');
    // At once, not by React: the panel scrolls to the end of it.
    const pre = document.createElement('pre');
    for (const { text, frame } of tracebackParts(traceback)) {
      pre.append(frame && open ? frameButton(text, frame, open, trans) : text);
    }
    this.node.append(pre);
  }
}

/** The text of a frame, which opens what it names. */
export function frameButton(
  text: string,
  frame: IFrame,
  open: (frame: IFrame) => void,
  trans: TranslationBundle
): HTMLButtonElement {
  const { cell, line, path } = frame;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'jp-Deephaven-link';
  button.title =
    cell === null
      ? trans.__('Open %1 at line %2', path, line)
      : trans.__('Go to line %2 of the cell of %1', path, line);
  button.textContent = text;
  button.onclick = () => open(frame);
  return button;
}
