/**
 * Puts the kernels of the configured servers into an application, and follows the
 * settings.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import { kernelNames } from '../servers/kernelNames';
import { notifyFailure } from '../ui/commandErrors';
import type { IDeephavenServers, IRuns } from '../tokens';
import { Assistant } from './assistant';
import { CellRunner } from './cell';
import { PageKernel } from './kernel';
import type { IKeptKernel } from './kernels';
import { Kernels } from './kernels';
import type { LiveTables } from './tables/liveTables';
import { PageServer } from './pageServer';
import { kernelSpec } from './specs';

/** How long notebooks wait at most until our kernels are listed, in milliseconds. */
const LISTING_TIMEOUT = 5000;

/** Add the kernels. */
export function addKernels(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  runs: IRuns,
  tables: LiveTables,
  sanitizer: IRenderMime.ISanitizer,
  trans: TranslationBundle
): void {
  const { kernelspecs, serverSettings } = app.serviceManager;
  const serverOf = (name: string) =>
    kernelNames(servers.servers).get(name) ?? null;

  // Once: those who know it need not hear it again.
  let isExplained = false;
  const explainRestart = (server: string) => {
    if (!isExplained) {
      isExplained = true;
      Notification.info(
        trans.__(
          'The kernel counts from 1 again. Variables stay: all sessions of “%1” share them.',
          server
        ),
        { autoClose: 10000 }
      );
    }
  };

  const create = ({ count, id, name }: IKeptKernel): PageKernel =>
    new PageKernel({
      id,
      name,
      count,
      banner: trans.__(
        'Python in the Deephaven worker of “%1”. All its sessions share its variables.',
        serverOf(name)?.config.name ?? name
      ),
      runner: new CellRunner({
        server: () => serverOf(name),
        servers,
        runs,
        place: () => {
          const session = kernels.sessionOf(id);
          return session?.type === 'notebook' ? session.path : null;
        },
        sanitize: html => sanitizer.sanitize(html),
        tables,
        trans
      }),
      assist: new Assistant(() => serverOf(name)),
      onChanged: () => kernels.save(),
      onRestarted: () => explainRestart(serverOf(name)?.config.name ?? name)
    });

  const kernels = new Kernels(
    create,
    window.sessionStorage,
    `jupyterlab-deephaven:kernels:${serverSettings.baseUrl}`
  );

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
