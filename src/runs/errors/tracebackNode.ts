/**
 * A traceback in an output of a notebook, whose frames open what they name.
 */
import type { IRenderMime } from '@jupyterlab/rendermime';
import { renderText } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IFrame } from '../../tokens';
import type { ITracebackPart } from '../../worker/traceback';
import { frameButton } from './tracebackView';

/** The traceback of these parts, otherwise as JupyterLab shows it. */
export async function tracebackNode(
  parts: readonly ITracebackPart[],
  { sanitizer, translator }: IRenderMime.IRendererOptions,
  open: (frame: IFrame) => void,
  trans: TranslationBundle
): Promise<HTMLElement> {
  const pre = document.createElement('pre');
  for (const { text, frame } of parts) {
    if (frame) {
      pre.append(frameButton(text, frame, open, trans));
      continue;
    }
    // Messages may have colours and addresses of web pages.
    const host = document.createElement('div');
    await renderText({ host, sanitizer, source: text, translator });
    pre.append(...(host.firstElementChild?.childNodes ?? []));
  }
  return pre;
}
