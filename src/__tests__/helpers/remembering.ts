/**
 * Sets up a server whose credentials are remembered.
 */
import { nullTranslator } from '@jupyterlab/translation';

import type { IServersSettings } from '../../servers/serverConfig';
import { DeephavenServers } from '../../servers/servers';
import type { ICredentials, RouteKind } from '../../tokens';
import { SettingsStore } from '../../ui/settingsStore';
import { FakeDeephaven } from './fakeDeephaven';

export const URL = 'http://s';
export const RIGHT = { type: 'psk', token: 'right' };
export const WRONG = { type: 'psk', token: 'wrong' };

/** A server with a key, and what was remembered for it. */
export function remembering(
  before: ICredentials | null,
  auth = 'psk',
  reconnect = true
) {
  const deephaven = new FakeDeephaven(auth === 'psk' ? 'psk' : 'anonymous');
  deephaven.accepts = ({ token, type }) =>
    type === 'anonymous' || token === 'right';
  const kept = new Map<string, ICredentials>(before ? [[URL, before]] : []);
  const secrets = {
    isThere: async () => true,
    get: jest.fn(async (url: string, route: RouteKind) =>
      route === 'direct' ? (kept.get(url) ?? null) : null
    ),
    set: jest.fn(
      async (url: string, route: RouteKind, credentials: ICredentials) => {
        expect(route).toBe('direct');
        kept.set(url, credentials);
      }
    ),
    remove: jest.fn(async (url: string, route: RouteKind) => {
      if (route === 'direct') {
        kept.delete(url);
      }
    })
  };
  const prompt = jest.fn(async () => RIGHT as ICredentials | null);
  const servers = new DeephavenServers({
    settings: new SettingsStore<IServersSettings>(null, 'test', {
      servers: [{ name: 'S', url: URL, auth }],
      trusted: [],
      connectTimeout: 20,
      reconnect
    }),
    prompt,
    secrets,
    served: null,
    loadApi: deephaven.loadApi,
    trans: nullTranslator.load('test')
  });
  return {
    deephaven,
    kept,
    prompt,
    secrets,
    server: servers.servers[0],
    servers
  };
}
