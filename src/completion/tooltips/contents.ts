/**
 * What tooltips look like.
 */
import type { TooltipView } from '@codemirror/view';

import type { ISignature } from '../../tokens';
import type { IHover } from '../python/inspect';

/** How many signatures of a function are shown at most. */
const MAX_SIGNATURES = 5;

/** What a word is. */
export function hoverView({ documentation, head }: IHover): TooltipView {
  return { dom: tooltip(element('pre', head), documentation) };
}

/** The functions that may be called, with their parameters. */
export function signaturesView(signatures: readonly ISignature[]): TooltipView {
  // All of it would cover what is being written; the pointer shows it.
  const [summary] = signatures[0].documentation.split(/\n\s*\n/);
  const heads = document.createDocumentFragment();
  heads.append(...signatures.slice(0, MAX_SIGNATURES).map(signatureNode));
  return { dom: tooltip(heads, summary) };
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

/** A tooltip: heads, and the text below them, if there is one. */
function tooltip(heads: Node, text: string): HTMLElement {
  const node = document.createElement('div');
  node.className = 'jp-DeephavenTooltip';
  node.setAttribute('role', 'tooltip');
  node.append(heads);
  if (text !== '') {
    const below = element('div', text);
    below.className = 'jp-DeephavenTooltip-text';
    node.append(below);
  }
  return node;
}

function element(tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
