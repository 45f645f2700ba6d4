import { StateDB } from '@jupyterlab/statedb';

import { ConnectedBefore } from '../../servers/remembered/connectedBefore';
import type { ICredentials } from '../../tokens';
import { remembering, RIGHT, WRONG } from '../helpers/remembering';

const ID = 'test:reconnect';

/** A page with a server, and what was remembered of earlier pages. */
async function open(
  state: StateDB,
  credentials: ICredentials | null,
  auth?: string,
  reconnect?: boolean
) {
  const page = remembering(credentials, auth, reconnect);
  const before = new ConnectedBefore(page.servers, state, ID);
  const restored = before.restore();
  await jest.advanceTimersByTimeAsync(1000);
  await restored;
  return { ...page, before };
}

const connected = (route: string, isAnonymous = false) => ({
  servers: [{ name: 'S', route, isAnonymous }]
});

let warn: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  jest.useRealTimers();
  warn.mockRestore();
});

it('what was connected is connected again, if its key is remembered', async () => {
  const state = new StateDB();
  const first = await open(state, RIGHT);
  expect(first.server.state).toBe('disconnected');
  await first.servers.connect(first.server);
  first.before.dispose();

  const second = await open(state, RIGHT);
  expect(second.server.state).toBe('connected');
  expect(second.servers.current).toBe(second.server);
  expect(second.prompt).not.toHaveBeenCalled();
});

it('so is what takes anybody', async () => {
  const state = new StateDB();
  const first = await open(state, null, 'auto');
  await first.servers.connect(first.server);
  expect(await state.fetch(ID)).toEqual(connected('direct', true));
  first.before.dispose();
  const second = await open(state, null, 'auto');
  expect(second.server.state).toBe('connected');
});

it('what the user disconnects is not', async () => {
  const state = new StateDB();
  const { server, servers } = await open(state, RIGHT);
  await servers.connect(server);
  await server.disconnect();
  expect(await state.fetch(ID)).toEqual({ servers: [] });
});

it('nobody is asked for a key, and nothing is loaded', async () => {
  const state = new StateDB();
  await state.save(ID, connected('direct'));
  const { deephaven, prompt, server } = await open(state, null);
  expect(server.state).toBe('disconnected');
  expect(prompt).not.toHaveBeenCalled();
  expect(deephaven.loads).toBe(0);
});

it('a key is sent by the way only that it was given for', async () => {
  const state = new StateDB();
  await state.save(ID, connected('jupyter'));
  const { secrets, server } = await open(state, RIGHT);
  expect(server.state).toBe('disconnected');
  expect(secrets.get.mock.calls.map(([, route]) => route)).toEqual(['jupyter']);
});

it('a server that refuses is so, and its key forgotten', async () => {
  const state = new StateDB();
  await state.save(ID, connected('direct'));
  const { kept, prompt, server } = await open(state, WRONG);
  expect(server.state).toBe('failed');
  expect(server.reason).toContain('Wrong key');
  expect(kept.size).toBe(0);
  expect(prompt).not.toHaveBeenCalled();
});

it('the settings may say not to', async () => {
  const state = new StateDB();
  await state.save(ID, connected('direct'));
  const { deephaven, server } = await open(state, RIGHT, 'psk', false);
  expect(server.state).toBe('disconnected');
  expect(deephaven.loads).toBe(0);
});

it.each([null, 1, {}, { servers: 1 }, { servers: [null, 1, { name: 'S' }] }])(
  'whatever is stored does no harm: %j',
  async stored => {
    const state = new StateDB();
    await state.save(ID, stored as never);
    const { server } = await open(state, RIGHT);
    expect(server.state).toBe('disconnected');
  }
);

it('a state that cannot be read is none', async () => {
  const state = new StateDB();
  state.fetch = () => Promise.reject(new Error('offline'));
  const { server } = await open(state, RIGHT);
  expect(server.state).toBe('disconnected');
  expect(warn).toHaveBeenCalled();
});

it('servers that are gone are forgotten', async () => {
  const state = new StateDB();
  await state.save(ID, {
    servers: [{ name: 'Gone', route: 'direct', isAnonymous: true }]
  });
  await open(state, RIGHT);
  expect(await state.fetch(ID)).toEqual({ servers: [] });
});
