/**
 * Has a module append what it opens to our element, `src/results/deephaven/overlayHost.ts`,
 * where Deephaven's styles hold and nothing of JupyterLab's is above it.
 */
const path = require('path');

const HOST = path.join(
  __dirname,
  '..',
  'lib',
  'results',
  'deephaven',
  'overlayHost.js'
);
const BODY = /\bdocument\.body\b(?!\.style)/g;

module.exports = function (source) {
  const changed = source.replace(BODY, '__overlayHost()');
  if (changed === source) {
    throw new Error(`${this.resourcePath} does not open in document.body`);
  }
  return `import { overlayHost as __overlayHost } from ${JSON.stringify(HOST)};\n${changed}`;
};
