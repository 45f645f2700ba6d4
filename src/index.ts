/**
 * The extension's plugins.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { completionPlugin } from './completion/plugin';
import { executorPlugin } from './kernel/executorPlugin';
import { kernelPlugin } from './kernel/plugin';
import { notebookPlugin } from './notebook/plugin';
import { snippetPlugin } from './notebook/snippetPlugin';
import { resultsPlugin } from './results/plugin';
import { framesPlugin } from './runs/errors/framesPlugin';
import { outputPlugin } from './runs/output/outputPlugin';
import { runPlugin } from './runs/plugin';
import { logPlugin } from './servers/log/plugin';
import { serversPlugin } from './servers/plugin';
import { reconnectPlugin } from './servers/remembered/reconnectPlugin';
import { secretsPlugin } from './servers/remembered/secretsPlugin';
import { runningPlugin } from './servers/status/runningPlugin';
import { statusPlugin } from './servers/status/statusPlugin';
import { badgePlugin, badgeRendererPlugin } from './serving/badgePlugin';
import { servedPlugin } from './serving/plugin';
import { sidebarPlugin } from './sidebar/plugin';

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
  kernelPlugin,
  executorPlugin,
  resultsPlugin,
  completionPlugin,
  snippetPlugin,
  statusPlugin,
  runningPlugin,
  logPlugin,
  badgeRendererPlugin,
  badgePlugin
];
export default plugins;
