/**
 * The extension's own icons; they follow the theme by JupyterLab's classes.
 */
import { LabIcon } from '@jupyterlab/ui-components';

import type { VariableKind } from '../worker/variables';

const svg = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">${body}</svg>`;

/** The sidebar: a folder whose contents flow into a worker. */
export const deephavenIcon = new LabIcon({
  name: 'jupyterlab-deephaven:sidebar',
  svgstr: svg(
    '<g class="jp-icon3" fill="#616161">' +
      '<path d="M2 5a2 2 0 0 1 2-2h5l2 2h5a2 2 0 0 1 2 2v2H9a4 4 0 0 0-4 4v4H4a2 2 0 0 1-2-2z"/>' +
      '<path d="M9 11h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zm1 2.5v1.8h9v-1.8zm0 3.4v1.8h5.5v-1.8z"/>' +
      '</g>'
  )
});

/** Serving: a folder with an arrow out of it. */
export const serveIcon = new LabIcon({
  name: 'jupyterlab-deephaven:serve',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M2 6a2 2 0 0 1 2-2h5l2 2h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2zm10.2 2.6v2.9H6.8v3h5.4v2.9l4.8-4.4z"/>'
  )
});

/** A server. */
export const serverIcon = new LabIcon({
  name: 'jupyterlab-deephaven:server',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M5 3h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm1.5 2.8v2.4h2.4V5.8zM5 13h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2zm1.5 2.8v2.4h2.4v-2.4z"/>'
  )
});

/** Running in Deephaven: a play sign over a table. */
export const runInDeephavenIcon = new LabIcon({
  name: 'jupyterlab-deephaven:run',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M4 3h16a2 2 0 0 1 2 2v6.2A7.5 7.5 0 0 0 11.2 20H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm0 2v3h7V5zm9 0v3h7V5zm-9 5v3h7v-3zm0 5v3h6.4a7.4 7.4 0 0 1 .3-3z"/>' +
      '<path class="jp-icon3" fill="#616161" d="m14 12.5 9 5-9 5z"/>'
  )
});

/** Running a selection: a play sign beside marked lines. */
export const runSelectionIcon = new LabIcon({
  name: 'jupyterlab-deephaven:run-selection',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M2 3h20v2H2zm0 5h12v8H2zm0 11h12v2H2z"/>' +
      '<path class="jp-icon3" fill="#616161" d="m16 8 7 5-7 5z"/>'
  )
});

/** Connecting: a plug. */
export const connectIcon = new LabIcon({
  name: 'jupyterlab-deephaven:connect',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M8 2h2v5h4V2h2v5h2v4a6 6 0 0 1-5 5.9V22h-2v-5.1A6 6 0 0 1 6 11V7h2z"/>'
  )
});

/** Disconnecting: the plug, crossed out. */
export const disconnectIcon = new LabIcon({
  name: 'jupyterlab-deephaven:disconnect',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M8 2h2v5h4V2h2v5h2v4a6 6 0 0 1-.9 3.1L8 5.9zM6 11V8.5l8 8a6 6 0 0 1-1 .4V22h-2v-5.1A6 6 0 0 1 6 11zM3.4 2.1l18.5 18.5-1.3 1.3L2.1 3.4z"/>'
  )
});

/** A table. */
const tableIcon = new LabIcon({
  name: 'jupyterlab-deephaven:table',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M4 3h16a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm0 5.5V12h5V8.5zm7 0V12h9V8.5zM4 14v1.5h5V14zm7 0v1.5h9V14zm-7 3.5V19h5v-1.5zm7 0V19h9v-1.5z"/>'
  )
});

/** A table with levels. */
const treeIcon = new LabIcon({
  name: 'jupyterlab-deephaven:tree',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M3 3h8v5H8v3h4V9h9v5h-9v-1H8v5h4v-2h9v5h-9v-1H6V8H3z"/>'
  )
});

/** A plot. */
const plotIcon = new LabIcon({
  name: 'jupyterlab-deephaven:plot',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M3 3h2v16h16v2H3zm4.3 11.3L11.6 9l3.6 3 4.4-6.2 1.6 1.2-5.7 8-3.6-3-3 3.6z"/>'
  )
});

/** Anything else that has a view. */
const widgetIcon = new LabIcon({
  name: 'jupyterlab-deephaven:widget',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M3 3h8v8H3zm2 2v4h4V5zm8-2h8v8h-8zm2 2v4h4V5zM3 13h8v8H3zm2 2v4h4v-4zm8-2h8v8h-8z"/>'
  )
});

/** A value, such as a number or a list. */
const valueIcon = new LabIcon({
  name: 'jupyterlab-deephaven:value',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M8 3v2H6.500v5L5 12l1.500 2v5H8v2H6.500a2 2 0 0 1-2-2v-4.500L3 12.500v-1L4.500 9.500V5a2 2 0 0 1 2-2zm8 0h1.500a2 2 0 0 1 2 2v4.500L21 11.500v1l-1.500 2V19a2 2 0 0 1-2 2H16v-2h1.500v-5L19 12l-1.500-2V5H16zM9 11h2v2H9zm4 0h2v2h-2z"/>'
  )
});

/** A function or a class. */
const codeIcon = new LabIcon({
  name: 'jupyterlab-deephaven:code',
  svgstr: svg(
    '<path class="jp-icon3" fill="#616161" d="M14.600 16.600l4.600-4.600-4.600-4.600L16 6l6 6-6 6zM9.400 16.600L4.800 12l4.600-4.600L8 6l-6 6 6 6z"/>'
  )
});

/** The icon of a variable. */
export function variableIcon(kind: VariableKind): LabIcon {
  switch (kind) {
    case 'table':
    case 'frame':
      return tableIcon;
    case 'tree':
    case 'partitions':
      return treeIcon;
    case 'plot':
      return plotIcon;
    case 'value':
    case 'object':
      return valueIcon;
    case 'function':
    case 'class':
      return codeIcon;
    default:
      return widgetIcon;
  }
}
