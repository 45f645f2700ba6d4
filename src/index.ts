/**
 * The extension's plugins.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { badgePlugin, badgeRendererPlugin } from './plugins/badge';
import { framesPlugin } from './plugins/frames';
import { logPlugin } from './plugins/log';
import { notebookPlugin } from './plugins/notebook';
import { outputPlugin } from './plugins/output';
import { reconnectPlugin } from './plugins/reconnect';
import { resultsPlugin } from './plugins/results';
import { runPlugin } from './plugins/run';
import { runningPlugin } from './plugins/running';
import { secretsPlugin } from './plugins/secrets';
import { servedPlugin } from './plugins/served';
import { serversPlugin } from './plugins/servers';
import { sidebarPlugin } from './plugins/sidebar';
import { snippetPlugin } from './plugins/snippet';
import { statusPlugin } from './plugins/status';

export * from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  servedPlugin,
  secretsPlugin,
  serversPlugin,
  reconnectPlugin,
  sidebarPlugin,
  runPlugin,
  outputPlugin,
  framesPlugin,
  notebookPlugin,
  resultsPlugin,
  snippetPlugin,
  statusPlugin,
  runningPlugin,
  logPlugin,
  badgeRendererPlugin,
  badgePlugin
];
export default plugins;
