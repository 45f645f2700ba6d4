/**
 * Puts the kernels of the configured servers into JupyterLite, which has no
 * Jupyter server, and a list of its own for kernels in the page.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { IKernel } from '@jupyterlite/services';
import { IKernelClient, IKernelSpecs } from '@jupyterlite/services';

import { kernelNames } from '../../servers/kernelNames';
import type { IDeephavenServers } from '../../tokens';
import type { KernelMaker } from '../kernelMaker';
import { kernelSpec } from '../server/specs';
import { LiteKernel } from './liteKernel';

/** Add the kernels; resolves when they are listed. */
export async function addLiteKernels(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  maker: KernelMaker
): Promise<void> {
  const specs = await app.resolveOptionalService(IKernelSpecs);
  const client = await app.resolveOptionalService(IKernelClient);
  if (!specs || !client) {
    return;
  }

  const { sessions } = app.serviceManager;
  const kernels = new Map<string, LiteKernel>();
  const started = new Set<string>();
  const create = async (options: IKernel.IOptions): Promise<IKernel> => {
    const { id, name } = options;
    if (started.has(id)) {
      // A restart ends a kernel, and starts another one under its id.
      maker.explainRestart(id, name);
    }
    started.add(id);
    const place = () =>
      [...sessions.running()].find(
        ({ kernel, path }) =>
          kernel?.id === id && PathExt.extname(path) === '.ipynb'
      )?.path ?? null;
    const kernel = new LiteKernel(
      maker.make({ id, name, count: 0, left: null }, place),
      options
    );
    kernels.set(id, kernel);
    kernel.disposed.connect(() => {
      kernels.delete(id);
    });
    return kernel;
  };

  // JupyterLite's own removes what waits, and tells no kernel.
  const interrupt = client.interrupt;
  client.interrupt = async id => {
    const kernel = kernels.get(id);
    if (kernel) {
      kernel.interrupt();
    } else {
      await interrupt.call(client, id);
    }
  };

  const registered = new Map<string, string>();
  const register = () => {
    for (const [name, server] of kernelNames(servers.servers)) {
      if (registered.get(name) !== server.config.name) {
        registered.set(name, server.config.name);
        const { resources, spec } = kernelSpec(name, server);
        specs.register({
          spec: { ...spec, name, resources } as never,
          create
        });
      }
    }
  };
  await servers.listed;
  register();
  servers.changed.connect(register);
}
