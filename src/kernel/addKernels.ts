/**
 * Puts the kernels of the configured servers into an application, and follows the
 * settings.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import { kernelNames } from '../servers/kernelNames';
import type { IKernelSettings } from '../servers/kernelScopes';
import { scopeOf } from '../servers/kernelScopes';
import type { IDeephavenServer, IDeephavenServers, IRuns } from '../tokens';
import { notifyFailure } from '../ui/commandErrors';
import type { SettingsStore } from '../ui/settingsStore';
import { Assistant } from './assistant';
import { comeBack } from './comeBack';
import { CellRunner } from './cell';
import { PageKernel } from './kernel';
import type { IKeptKernel } from './kernels';
import { Kernels } from './kernels';
import type { LiveTables } from './tables/liveTables';
import { PageServer } from './pageServer';
import { kernelSpec } from './specs';
import { unknownResult } from './unknownResult';

/** How long notebooks wait at most until our kernels are listed, in milliseconds. */
const LISTING_TIMEOUT = 5000;

/**
 * Add the kernels.
 *
 * @param notebooks - those that are open; null where there are none.
 */
export function addKernels(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  runs: IRuns,
  tables: LiveTables,
  sanitizer: IRenderMime.ISanitizer,
  notebooks: INotebookTracker | null,
  settings: SettingsStore<IKernelSettings>,
  trans: TranslationBundle
): void {
  const { kernelspecs, serverSettings } = app.serviceManager;
  const serverOf = (name: string) =>
    kernelNames(servers.servers).get(name) ?? null;

  const onEnded = (
    how: 'restart' | 'shutdown',
    id: string,
    server: IDeephavenServer | null
  ) => {
    const scope = scopeOf(settings.value, id);
    if (scope) {
      server?.connection?.forgetScope(scope.id).catch(reason => {
        console.warn('The variables of a kernel could not be deleted', reason);
      });
    } else if (how === 'restart') {
      explainRestart(server, trans);
    }
  };

  const create = ({ count, id, left, name }: IKeptKernel): PageKernel =>
    new PageKernel({
      id,
      name,
      count,
      left,
      unknown: unknownResult(trans),
      banner: trans.__(
        'Python in the Deephaven worker of “%1”. All its sessions share its variables.',
        serverOf(name)?.config.name ?? name
      ),
      runner: new CellRunner({
        server: () => serverOf(name),
        servers,
        runs,
        scope: () => scopeOf(settings.value, id),
        place: () => {
          const session = kernels.sessionOf(id);
          return session?.type === 'notebook' ? session.path : null;
        },
        sanitize: html => sanitizer.sanitize(html),
        tables,
        trans
      }),
      assist: new Assistant(
        () => serverOf(name),
        () => scopeOf(settings.value, id)
      ),
      onChanged: () => kernels.save(),
      onEnded: how => onEnded(how, id, serverOf(name))
    });

  const kernels = new Kernels(
    create,
    window.sessionStorage,
    `jupyterlab-deephaven:kernels:${serverSettings.baseUrl}`
  );

  window.addEventListener('pagehide', () => kernels.save());
  if (notebooks) {
    comeBack(notebooks, kernels);
  }

  // A form that nobody asked for is no way to begin.
  let isRestored = false;
  void app.restored.then(() => {
    isRestored = true;
  });

  const { ready } = servers;
  const known = ready.then(() =>
    Promise.race([
      kernelspecs.refreshSpecs(),
      new Promise(resolve => setTimeout(resolve, LISTING_TIMEOUT))
    ])
  );
  known.catch(reason => {
    console.warn('The Deephaven kernels could not be listed', reason);
  });

  new PageServer(serverSettings, {
    kernels,
    specs: () =>
      [...kernelNames(servers.servers)].map(([name, server]) =>
        kernelSpec(name, server)
      ),
    ready,
    known: known.catch(() => undefined),
    onStarted: kernel => {
      const server = serverOf(kernel.name);
      if (server && isRestored && server.state !== 'connected') {
        void kernel.start(servers.connect(server).catch(notifyFailure));
      }
    }
  });

  /** Those of servers that are not there any more end. */
  const follow = () => {
    const names = kernelNames(servers.servers);
    kernels.kernels
      .filter(({ name }) => !names.has(name))
      .forEach(kernel => kernels.shutDown(kernel));
    return [...names.keys()].join();
  };

  let listed: string | null = null;
  void ready.then(() => {
    listed = follow();
    servers.changed.connect(() => {
      const names = follow();
      if (names !== listed) {
        listed = names;
        void kernelspecs.refreshSpecs();
      }
    });
  });
}

let isExplained = false;

/** Say what a restart leaves, once: those who know it need not hear it again. */
function explainRestart(
  server: IDeephavenServer | null,
  trans: TranslationBundle
): void {
  if (server && !isExplained) {
    isExplained = true;
    Notification.info(
      trans.__(
        'The kernel counts from 1 again. Variables stay: all sessions of “%1” share them.',
        server.config.name
      ),
      { autoClose: 10000 }
    );
  }
}
