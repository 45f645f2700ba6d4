import type { JupyterFrontEnd } from '@jupyterlab/application';

import { SecretsManagerStore } from '../../servers/remembered/credentialStore';

const PLUGIN = 'jupyterlab-deephaven:secrets';
const URL = 'http://s';
const KEY = { type: 'psk', token: 'k' };

const mockToken = { name: 'manager' };
const mockSign = jest.fn();
let mockIsThere = true;

jest.mock(
  'jupyter-secrets-manager',
  () => {
    if (!mockIsThere) {
      throw new Error('Shared module is not there');
    }
    return { ISecretsManager: mockToken, SecretsManager: { sign: mockSign } };
  },
  { virtual: true }
);

/** A store over a manager that keeps secrets in a map. */
function storing(isRunning = true) {
  const kept = new Map<string, string>();
  const symbol = Symbol(PLUGIN);
  mockSign.mockImplementation((id, factory) => {
    expect(factory(symbol).id).toBe(id);
  });
  const check = (token: symbol, namespace: string) => {
    expect([token, namespace]).toEqual([symbol, PLUGIN]);
  };
  const manager = {
    get: async (token: symbol, namespace: string, id: string) => {
      check(token, namespace);
      return kept.has(id) ? { namespace, id, value: kept.get(id) } : undefined;
    },
    set: async (
      token: symbol,
      namespace: string,
      id: string,
      secret: { value: string }
    ) => {
      check(token, namespace);
      kept.set(id, secret.value);
    },
    remove: async (token: symbol, namespace: string, id: string) => {
      check(token, namespace);
      kept.delete(id);
    }
  };
  const resolve = jest.fn(async () => (isRunning ? manager : null));
  const app = { resolveOptionalService: resolve } as unknown as JupyterFrontEnd;
  return { kept, resolve, store: new SecretsManagerStore(app, PLUGIN) };
}

let warn: jest.SpyInstance;

beforeEach(() => {
  jest.resetModules();
  mockIsThere = true;
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

it('remembers and forgets by the manager, in a namespace of its own', async () => {
  const { kept, resolve, store } = storing();
  expect(await store.get(URL, 'direct')).toBeNull();
  expect(await store.isThere()).toBe(true);
  await store.set(URL, 'direct', KEY);
  expect(kept.size).toBe(1);
  expect(await store.get(URL, 'direct')).toEqual(KEY);
  expect(await store.get('http://other', 'direct')).toBeNull();
  await store.remove(URL, 'direct');
  expect(await store.get(URL, 'direct')).toBeNull();
  expect(resolve.mock.calls).toEqual([[mockToken]]);
  expect(mockSign).toHaveBeenCalledWith(PLUGIN, expect.any(Function));
  expect(warn).not.toHaveBeenCalled();
});

it('keeps the ways to an address apart; without one, it is the direct one', async () => {
  const { kept, store } = storing();
  kept.set(URL, JSON.stringify(KEY));
  expect(await store.get(URL, 'direct')).toEqual(KEY);
  expect(await store.get(URL, 'jupyter')).toBeNull();
  const other = { type: 'psk', token: 'other' };
  await store.set(URL, 'jupyter', other);
  expect(await store.get(URL, 'jupyter')).toEqual(other);
  expect(await store.get(URL, 'direct')).toEqual(KEY);
  await store.remove(URL, 'direct');
  expect(await store.get(URL, 'jupyter')).toEqual(other);
  await store.remove(URL, 'jupyter');
  expect(kept.size).toBe(0);
});

it.each(['', 'null', '7', '{}', '{"type": 3}', '{'])(
  'takes what was remembered as %j for nothing',
  async value => {
    const { kept, store } = storing();
    kept.set(URL, value);
    expect(await store.get(URL, 'direct')).toBeNull();
  }
);

it.each(['installed', 'running'])(
  'remembers nothing where no manager is %s, and says nothing',
  async what => {
    mockIsThere = what !== 'installed';
    const { kept, store } = storing(false);
    expect(await store.isThere()).toBe(false);
    await store.set(URL, 'direct', KEY);
    expect(await store.get(URL, 'direct')).toBeNull();
    await store.remove(URL, 'direct');
    expect(kept.size).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  }
);

it('does without a manager that refuses', async () => {
  const { kept, store } = storing();
  // It is asked when its module has come, which takes a moment.
  mockSign.mockImplementation(() => {
    throw new Error('Secrets manager is locked, check errors.');
  });
  await store.set(URL, 'direct', KEY);
  expect(await store.get(URL, 'direct')).toBeNull();
  expect(kept.size).toBe(0);
  expect(warn).toHaveBeenCalledTimes(1);
});
