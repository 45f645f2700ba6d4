/**
 * Puts the kernels of the configured servers into an application, and follows the
 * settings.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';

import { kernelNames } from '../servers/kernelNames';
import type { IDeephavenServers } from '../tokens';
import { notifyFailure } from '../ui/commandErrors';
import { comeBack } from './cells/comeBack';
import type { KernelMaker } from './kernelMaker';
import { Kernels } from './server/kernels';
import { PageServer } from './server/pageServer';
import { kernelSpec } from './server/specs';

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
  maker: KernelMaker,
  notebooks: INotebookTracker | null
): void {
  const { kernelspecs, serverSettings } = app.serviceManager;
  const kernels = new Kernels(
    kept => {
      const place = () => {
        const session = kernels.sessionOf(kept.id);
        return session?.type === 'notebook' ? session.path : null;
      };
      return maker.make(kept, place, () => kernels.save());
    },
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
      const server = maker.serverOf(kernel.name);
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
