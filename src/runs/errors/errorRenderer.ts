/**
 * Makes the lines that errors in outputs of notebooks name openable.
 */
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IFrame } from '../../tokens';
import { tracebackParts } from '../../worker/traceback';

/** What JupyterLab takes an error output for: either, the second by default. */
const ERROR = 'application/vnd.jupyter.error';
const STDERR = 'application/vnd.jupyter.stderr';

/**
 * Render errors of Deephaven's workers with frames that can be opened.
 *
 * They are known by the origins in them, as only what is served or runs there
 * has: so they are plain errors in the notebook's file, and still known when it
 * is opened again. All other errors, of kernels above all, are rendered by what
 * renders them now.
 */
export function addErrorRenderer(
  rendermime: IRenderMimeRegistry,
  open: (frame: IFrame) => void,
  trans: TranslationBundle
): void {
  const usualType = rendermime.preferredMimeType({ [ERROR]: {}, [STDERR]: '' });
  const usual = usualType && rendermime.getFactory(usualType);
  if (!usualType || !usual) {
    return;
  }
  const createRenderer = (options: IRenderMime.IRendererOptions) => {
    const renderer = usual.createRenderer({ ...options, mimeType: usualType });
    const renderAsUsual = renderer.renderModel.bind(renderer);
    let last: IRenderMime.IMimeModel;
    renderer.renderModel = async model => {
      last = model;
      const parts = tracebackParts(String(model.data[STDERR]));
      if (!parts.some(({ frame }) => frame)) {
        return renderAsUsual(model);
      }
      // Not before something fails.
      const { tracebackNode } = await import('./tracebackNode');
      const node = await tracebackNode(parts, options, open, trans);
      if (model === last) {
        renderer.node.replaceChildren(node);
      }
    };
    return renderer;
  };
  // It stands before what it is in place of.
  rendermime.addFactory(
    { safe: true, mimeTypes: [ERROR], createRenderer },
    (rendermime.getRank(usualType) ?? 100) - 1
  );
}
