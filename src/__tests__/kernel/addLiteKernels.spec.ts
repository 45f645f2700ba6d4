import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IKernel } from '@jupyterlite/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import type { PageKernel } from '../../kernel/kernel';
import type { KernelMaker } from '../../kernel/kernelMaker';
import { addLiteKernels } from '../../kernel/lite/addLiteKernels';
import type { IDeephavenServers } from '../../tokens';

jest.mock(
  '@jupyterlite/services',
  () => ({ IKernelClient: 'client', IKernelSpecs: 'specs' }),
  { virtual: true }
);

interface IRegistered {
  spec: { name: string; display_name: string };
  create: (options: IKernel.IOptions) => Promise<IKernel>;
}

/**
 * JupyterLite with a session, and servers by their names.
 *
 * @param without - a service that is not there.
 */
function setUp(names: string[], without?: string) {
  const listed = new PromiseDelegate<void>();
  const servers = {
    servers: [] as object[],
    listed: listed.promise,
    changed: undefined as unknown as Signal<object, void>
  };
  servers.changed = new Signal<object, void>(servers);
  const configure = (names: string[]) => {
    servers.servers = names.map(name => ({ config: { name } }));
    servers.changed.emit();
  };
  const registered: IRegistered[] = [];
  const theirs = jest.fn(async () => undefined);
  const client = { interrupt: theirs as (id: string) => Promise<void> };
  const services: Record<string, unknown> = {
    client,
    specs: {
      register: (options: IRegistered) => registered.push(options)
    }
  };
  const sessions = [
    { path: 'other.ipynb', kernel: { id: 'other' } },
    { path: 'console-1', kernel: { id: 'k' } },
    { path: 'folder/a.ipynb', kernel: { id: 'k' } }
  ];
  const app = {
    resolveOptionalService: async (token: string) =>
      (token !== without && services[token]) || null,
    serviceManager: { sessions: { running: () => sessions.values() } }
  } as unknown as JupyterFrontEnd;
  const explainRestart = jest.fn();
  const places: (() => string | null)[] = [];
  const interrupted: string[] = [];
  const maker = {
    explainRestart,
    make: ({ id }: { id: string }, place: () => string | null) => {
      places.push(place);
      return {
        interrupt: () => interrupted.push(id),
        dispose: () => undefined
      } as unknown as PageKernel;
    }
  } as unknown as KernelMaker;
  const start = (id: string) =>
    registered[0].create({
      id,
      name: registered[0].spec.name,
      location: '',
      sendMessage: () => undefined
    });
  const added = addLiteKernels(
    app,
    servers as unknown as IDeephavenServers,
    maker
  );
  configure(names);
  listed.resolve();
  return {
    added,
    client,
    configure,
    explainRestart,
    interrupted,
    places,
    registered,
    sessions,
    start,
    theirs
  };
}

const namesOf = (registered: readonly IRegistered[]) =>
  registered.map(({ spec }) => `${spec.name}: ${spec.display_name}`);

it('registers the kernels of the settings, and of servers that are added', async () => {
  const { added, configure, registered } = setUp(['Demo']);
  await added;
  expect(namesOf(registered)).toEqual(['deephaven-demo: Deephaven: Demo']);
  configure(['Demo', 'Other']);
  configure(['DEMO']);
  expect(namesOf(registered).slice(1)).toEqual([
    'deephaven-other: Deephaven: Other',
    'deephaven-demo: Deephaven: DEMO'
  ]);
});

it('makes kernels of the notebook that has them', async () => {
  const { added, places, sessions, start } = setUp(['Demo']);
  await added;
  const kernel = await start('k');
  expect([kernel.id, kernel.name]).toEqual(['k', 'deephaven-demo']);
  expect(places[0]()).toBe('folder/a.ipynb');
  sessions.pop();
  expect(places[0]()).toBeNull();
});

it('stops the cells of its kernels, and leaves others to JupyterLite', async () => {
  const { added, client, interrupted, start, theirs } = setUp(['Demo']);
  await added;
  const kernel = await start('k');
  await client.interrupt('k');
  expect(interrupted).toEqual(['k']);
  await client.interrupt('other');
  expect(theirs.mock.calls).toEqual([['other']]);
  kernel.dispose();
  await client.interrupt('k');
  expect(interrupted).toEqual(['k']);
  expect(theirs).toHaveBeenCalledTimes(2);
});

it('explains that variables stay when a kernel begins again', async () => {
  const { added, explainRestart, start } = setUp(['Demo']);
  await added;
  (await start('k')).dispose();
  expect(explainRestart).not.toHaveBeenCalled();
  await start('k');
  expect(explainRestart.mock.calls).toEqual([['k', 'deephaven-demo']]);
});

it.each(['client', 'specs'])('does nothing without %s', async service => {
  const { added, client, registered, theirs } = setUp(['Demo'], service);
  await added;
  expect(registered).toEqual([]);
  expect(client.interrupt).toBe(theirs);
});
