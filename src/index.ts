/**
 * The extension's plugins.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { framesPlugin } from './plugins/frames';
import { notebookPlugin } from './plugins/notebook';
import { outputPlugin } from './plugins/output';
import { resultsPlugin } from './plugins/results';
import { runPlugin } from './plugins/run';
import { servedPlugin } from './plugins/served';
import { serversPlugin } from './plugins/servers';
import { sidebarPlugin } from './plugins/sidebar';

export * from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  servedPlugin,
  serversPlugin,
  sidebarPlugin,
  runPlugin,
  outputPlugin,
  framesPlugin,
  notebookPlugin,
  resultsPlugin
];
export default plugins;
