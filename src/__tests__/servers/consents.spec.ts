import { nullTranslator } from '@jupyterlab/translation';

import { ConsentError } from '../../connection/trust/consent';
import { UnreachableError } from '../../connection/failures';
import type { IRoute } from '../../connection/route';
import { DirectRoute } from '../../connection/route';
import { Consents } from '../../servers/remembered/consents';
import type { IServersSettings } from '../../servers/serverConfig';
import { DeephavenServers } from '../../servers/servers';
import { SettingsStore } from '../../ui/settingsStore';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const URL = 'http://h:1';
const PSK = { type: 'psk', token: 'k' };

/** A server that only Jupyter reaches, with an API that no release has. */
function consenting(answers: (boolean | null)[]) {
  const deephaven = new FakeDeephaven('psk');
  const loads: string[] = [];
  const api = { hash: 'a' };
  const settings = new SettingsStore<IServersSettings>(null, 'test', {
    servers: [{ name: 'S', url: URL, auth: 'psk' }],
    trusted: [],
    connectTimeout: 20,
    reconnect: true
  });
  const ask = jest.fn(async (_server, question) => {
    asked.push(question.about);
    return answers.shift()!;
  });
  const asked: string[] = [];
  const prompt = jest.fn(async () => PSK);
  const servers = new DeephavenServers({
    settings,
    consents: new Consents(settings, ask),
    prompt,
    served: null,
    loadApi: async ({ kind }, _signal, trusted) => {
      if (kind === 'direct') {
        throw new UnreachableError();
      }
      loads.push(api.hash);
      if (!trusted.includes(api.hash)) {
        const hashes = [api.hash];
        const isChanged = trusted.length > 0;
        throw new ConsentError({ about: 'api', hashes, isChanged });
      }
      return deephaven.loadApi();
    },
    probe: async ({ kind }) => {
      if (kind === 'direct') {
        throw new UnreachableError();
      }
    },
    jupyter: async url =>
      Object.assign(new DirectRoute(url), { kind: 'jupyter' }) as IRoute,
    trans: nullTranslator.load('test')
  });
  const server = servers.servers[0];
  return { api, ask, asked, loads, prompt, server, servers, settings };
}

it('asks once, remembers, and asks for the key once', async () => {
  const { asked, prompt, server, servers, settings } = consenting([true, true]);
  await expect(servers.connect(server)).resolves.toBe(true);
  expect(asked).toEqual(['jupyter', 'api']);
  expect(prompt).toHaveBeenCalledTimes(1);
  expect(settings.value.trusted).toEqual([
    { url: URL, jupyter: true, api: ['a'] }
  ]);
  await server.disconnect();
  await servers.connect(server);
  expect(asked).toHaveLength(2);
});

it('does nothing, and remembers nothing, where the user cancels', async () => {
  const { loads, server, servers, settings } = consenting([null]);
  await expect(servers.connect(server, PSK)).resolves.toBe(false);
  expect(loads).toEqual([]);
  expect(settings.value.trusted).toEqual([]);
  expect(server.state).toBe('failed');
  expect(server.reason).toContain('needs your consent');
});

it('remembers a no, and is not asked again', async () => {
  const { asked, loads, server, servers } = consenting([false]);
  for (let i = 0; i < 2; i++) {
    await expect(servers.connect(server, PSK)).rejects.toThrow(
      'No Deephaven server answers'
    );
  }
  expect(asked).toEqual(['jupyter']);
  expect(loads).toEqual([]);
});

it('asks of a changed API again, though not without the user', async () => {
  const { api, asked, server, servers } = consenting([true, true, null, true]);
  await servers.connect(server, PSK);
  await server.disconnect();
  api.hash = 'b';
  await expect(servers.connect(server, PSK)).resolves.toBe(false);
  expect(asked).toEqual(['jupyter', 'api', 'api']);
  await server.disconnect();
  await expect(servers.reconnect(server, 'jupyter', false)).resolves.toBe(
    false
  );
  expect(asked).toHaveLength(3);
  await expect(servers.connect(server, PSK)).resolves.toBe(true);
});

it('forgets all with the server', async () => {
  const { server, servers, settings } = consenting([true, true]);
  await servers.connect(server, PSK);
  await servers.remove(server);
  expect(settings.value.trusted).toEqual([]);
});
