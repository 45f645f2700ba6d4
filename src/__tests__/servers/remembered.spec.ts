import { remembering, RIGHT, URL, WRONG } from '../helpers/remembering';

let warn: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  jest.useRealTimers();
  warn.mockRestore();
});

it('what let the user in is remembered, and then not asked for', async () => {
  const first = remembering(null);
  await first.servers.connect(first.server);
  expect(first.prompt).toHaveBeenCalledTimes(1);
  expect(first.kept.get(URL)).toEqual(RIGHT);

  const second = remembering(RIGHT);
  await expect(second.servers.connect(second.server)).resolves.toBe(true);
  expect(second.prompt).not.toHaveBeenCalled();
  expect(second.server.state).toBe('connected');
});

it('what is refused is forgotten, and the user is asked with the reason', async () => {
  const { kept, prompt, server, servers } = remembering(WRONG);
  prompt.mockResolvedValueOnce(null);
  await expect(servers.connect(server)).resolves.toBe(false);
  expect(prompt.mock.calls).toEqual([
    [server, ['psk'], expect.stringContaining('Wrong key'), 'direct', null]
  ]);
  expect(kept.size).toBe(0);
});

it('a server that is removed is forgotten', async () => {
  const { kept, server, servers } = remembering(RIGHT);
  await servers.remove(server);
  expect(kept.size).toBe(0);
});

it('a server that is edited is forgotten once it is elsewhere', async () => {
  const { kept, server, servers } = remembering(RIGHT);
  const renamed = await servers.edit(server, { ...server.config, name: 'T' });
  expect(kept.get(URL)).toEqual(RIGHT);
  await servers.edit(renamed, { ...renamed.config, url: 'http://other' });
  expect(kept.size).toBe(0);
});

it('that nothing is needed is not remembered', async () => {
  const { kept, server, servers } = remembering(null, 'auto');
  await servers.connect(server);
  expect(server.state).toBe('connected');
  expect(kept.size).toBe(0);
});

it('a store that fails keeps nobody from connecting', async () => {
  const { prompt, secrets, server, servers } = remembering(null);
  const offline = () => Promise.reject(new Error('offline'));
  secrets.get.mockImplementation(offline);
  secrets.set.mockImplementation(offline);
  await expect(servers.connect(server)).resolves.toBe(true);
  expect(prompt).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledTimes(2);
  expect(String(warn.mock.calls)).not.toContain('right');
});
