/**
 * What workers show, without anything that would run as code in the page:
 * JupyterLab trusts the outputs of cells that run, and a worker has other users.
 */
import type { JSONObject, JSONValue } from '@lumino/coreutils';

import { TABLE_TYPE } from '../tables/tableType';

/** Types whose contents are only shown. */
const SHOWN = new Set([
  'text/plain',
  'text/latex',
  'application/json',
  'application/geo+json',
  'application/pdf',
  'application/vnd.plotly.v1+json',
  'image/bmp',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/webp',
  TABLE_TYPE
]);

/** What may stand for markup or for a link to code in a text of Markdown. */
const MARKUP = /[<&\\]|script\s*:|data\s*:/i;

/** Makes HTML safe. */
export type Sanitize = (html: string) => string;

/**
 * The safe forms of what a worker shows.
 *
 * @param data - its forms, by MIME type.
 */
export function safeData(data: JSONObject, sanitize: Sanitize): JSONObject {
  const safe: JSONObject = {};
  for (const [type, form] of Object.entries(data)) {
    if (SHOWN.has(type)) {
      safe[type] = form;
    } else if (type === 'text/html') {
      safe[type] = sanitize(textOf(form));
    } else if (type === 'text/markdown' && !MARKUP.test(textOf(form))) {
      safe[type] = form;
    }
  }
  if (!safe['text/html'] && data['text/markdown'] && !safe['text/markdown']) {
    // Its text says more than what it is.
    safe['text/plain'] = textOf(data['text/markdown']);
  }
  return safe;
}

/** Texts may come in lines. */
function textOf(form: JSONValue): string {
  return Array.isArray(form) ? form.join('') : String(form);
}
