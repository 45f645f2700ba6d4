/**
 * What tooltips look like.
 */
import type { TooltipView } from '@codemirror/view';
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';

import type { ISignature } from '../../tokens';
import type { IHover } from '../python/inspect';

/** How many signatures of a function are shown at most. */
const MAX_SIGNATURES = 5;

/** What a word is. */
export function hoverView(
  { code, text }: IHover,
  rendermime: IRenderMimeRegistry | null
): TooltipView {
  const node = tooltipNode();
  if (code === null) {
    return withMarkdown(node, text, rendermime);
  }
  node.append(element('pre', code), element('div', text, 'text'));
  return { dom: node };
}

/** The functions that may be called, with their parameters. */
export function signaturesView(
  signatures: readonly ISignature[],
  rendermime: IRenderMimeRegistry | null
): TooltipView {
  const node = tooltipNode();
  for (const signature of signatures.slice(0, MAX_SIGNATURES)) {
    node.append(signatureNode(signature));
  }
  // All of it would cover what is being written; the pointer shows it.
  const [summary] = signatures[0].documentation.split(/\n\s*\n/);
  return withMarkdown(node, summary, rendermime);
}

function signatureNode({ active, label, parameters }: ISignature): HTMLElement {
  const node = document.createElement('pre');
  const parameter = active === null ? undefined : parameters[active];
  // Names of parameters may be in the function's name as well.
  const begin = label.indexOf('(');
  const at = parameter ? label.indexOf(parameter, begin) : -1;
  if (parameter && at >= 0) {
    node.append(
      label.slice(0, at),
      element('strong', parameter),
      label.slice(at + parameter.length)
    );
  } else {
    node.append(label);
  }
  return node;
}

function tooltipNode(): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-DeephavenTooltip';
  node.setAttribute('role', 'tooltip');
  return node;
}

function element(tag: string, text: string, kind?: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  if (kind) {
    node.className = `jp-DeephavenTooltip-${kind}`;
  }
  return node;
}

/** A tooltip with Markdown below what it has. */
function withMarkdown(
  node: HTMLElement,
  text: string,
  rendermime: IRenderMimeRegistry | null
): TooltipView {
  if (text === '') {
    return { dom: node };
  }
  const renderer = rendered(text, rendermime);
  node.append(renderer?.node ?? element('div', text, 'text'));
  return { dom: node, destroy: () => renderer?.dispose() };
}

/** Markdown as JupyterLab renders and sanitizes it; null where it cannot. */
function rendered(
  text: string,
  rendermime: IRenderMimeRegistry | null
): IRenderMime.IRenderer | null {
  const type = 'text/markdown';
  if (!rendermime?.mimeTypes.includes(type)) {
    return null;
  }
  const renderer = rendermime.createRenderer(type);
  const model = rendermime.createModel({ data: { [type]: text } });
  renderer.renderModel(model).catch(reason => {
    console.warn('Documentation could not be rendered', reason);
  });
  return renderer;
}
