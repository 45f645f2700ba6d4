/**
 * Completes names in editors and cells, from the connected server and from
 * served files.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { ILSPDocumentConnectionManager } from '@jupyterlab/lsp';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { KERNEL_DEFAULTS, KERNEL_PLUGIN } from '../servers/kernelScopes';
import { IDeephavenServers, IRuns, IServedModules } from '../tokens';
import { SettingsStore } from '../ui/settingsStore';
import { DeephavenCompletionProvider } from './provider';
import type { ICompletionSettings } from './settings';
import { COMPLETION_DEFAULTS } from './settings';
import { Asking } from './tooltips/asking';
import { tooltips } from './tooltips/extension';
import { warmUp } from './warmUp';
import { Sources } from './workerSource';
import { Writing } from './writing';

/** The plugin. */
export const completionPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:completion',
  description: 'Completes names in Python from Deephaven and served files.',
  autoStart: true,
  optional: [
    IDeephavenServers,
    IServedModules,
    IRuns,
    ICompletionProviderManager,
    IEditorExtensionRegistry,
    IEditorTracker,
    INotebookTracker,
    ILSPDocumentConnectionManager,
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    servers: IDeephavenServers | null,
    served: IServedModules | null,
    runs: IRuns | null,
    completion: ICompletionProviderManager | null,
    extensions: IEditorExtensionRegistry | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null,
    languageServers: ILSPDocumentConnectionManager | null,
    registry: ISettingRegistry | null
  ): void => {
    if (!servers) {
      return;
    }
    const settings = new SettingsStore<ICompletionSettings>(
      registry,
      completionPlugin.id,
      COMPLETION_DEFAULTS
    );
    const writing = new Writing({
      contents: app.serviceManager.contents,
      editors,
      notebooks,
      languageServers,
      runs,
      served,
      servers,
      settings,
      kernels: new SettingsStore(registry, KERNEL_PLUGIN, KERNEL_DEFAULTS)
    });
    const sources = new Sources(served);
    completion?.registerProvider(
      new DeephavenCompletionProvider(writing, sources, id =>
        completion.invoke(id)
      )
    );
    const asking = new Asking(writing, sources, () => settings.value.tooltips);
    extensions?.addExtension({
      name: 'deephaven-tooltips',
      factory: () =>
        EditorExtensionRegistry.createImmutableExtension(tooltips(asking))
    });
    warmUp(writing, sources, servers, editors, notebooks);
  }
};
