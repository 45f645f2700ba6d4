/**
 * Makes each configured server a kernel: "Deephaven: <its name>".
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISanitizer, IThemeManager, Sanitizer } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { IFormatSettings } from '../results/deephaven/tableView';
import { FORMAT_DEFAULTS, RESULTS_PLUGIN } from '../results/formatDefaults';
import { KERNEL_DEFAULTS, KERNEL_PLUGIN } from '../servers/kernelScopes';
import { IDeephavenServers, IRuns } from '../tokens';
import { SettingsStore } from '../ui/settingsStore';
import { addKernels } from './addKernels';
import { KernelMaker } from './kernelMaker';
import { LiveTables } from './tables/liveTables';
import { addTableRenderer } from './tables/tableRenderer';

/** The plugin by which JupyterLite runs kernels. */
const LITE_PLUGIN = '@jupyterlite/services-extension:kernel-client';

/** The settings of the plugin that shows tables in tabs. */
interface IResultsSettings extends IFormatSettings {
  [key: string]: unknown;
}

/** The plugin. */
export const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: KERNEL_PLUGIN,
  description: 'Makes Deephaven servers kernels of notebooks and consoles.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IRuns,
    IRenderMimeRegistry,
    ISanitizer,
    IThemeManager,
    INotebookTracker,
    ISettingRegistry,
    ITranslator
  ],
  activate: async (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    runs: IRuns | null,
    rendermime: IRenderMimeRegistry | null,
    sanitizer: IRenderMime.ISanitizer | null,
    themes: IThemeManager | null,
    notebooks: INotebookTracker | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<void> => {
    if (!servers || !runs) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const tables = new LiveTables();
    const maker = new KernelMaker({
      servers,
      runs,
      settings: new SettingsStore(registry, KERNEL_PLUGIN, KERNEL_DEFAULTS),
      tables,
      sanitizer: sanitizer ?? new Sanitizer(),
      trans
    });
    addKernels(app, servers, maker, notebooks);
    if (rendermime) {
      const formats = new SettingsStore<IResultsSettings>(
        registry,
        RESULTS_PLUGIN,
        { ...FORMAT_DEFAULTS }
      );
      addTableRenderer(app, rendermime, tables, formats, themes, trans);
    }
    if (app.hasPlugin(LITE_PLUGIN)) {
      const { addLiteKernels } = await import('./lite/addLiteKernels');
      // Waited for: notebooks that are restored need the kernels.
      await addLiteKernels(app, servers, maker);
    }
  }
};
