import { ServerConnection } from '@jupyterlab/services';

import type { PageKernel } from '../../kernel/kernel';
import { Kernels } from '../../kernel/server/kernels';
import { PageServer } from '../../kernel/server/pageServer';
import type { ISpec } from '../../kernel/server/specs';

const BASE = 'http://localhost/user/someone/';

const OURS: ISpec = {
  name: 'deephaven-demo',
  spec: {
    argv: [],
    display_name: 'Deephaven: Demo',
    language: 'Python',
    metadata: {}
  },
  resources: {}
};

/** A kernel that only ends. */
function fakeKernel({ id, name }: { id: string; name: string }) {
  return {
    id,
    name,
    state: 'idle',
    lastActivity: new Date(0),
    connections: 0,
    count: 0,
    connect: jest.fn(),
    disconnect: jest.fn(),
    interrupt: jest.fn(),
    restart: jest.fn(),
    dispose: jest.fn()
  } as unknown as PageKernel;
}

/** A Jupyter server with one session, and our server before it. */
function setUp() {
  const sessions = new Map([
    [
      'real-1',
      {
        id: 'real-1',
        path: 'a.ipynb',
        name: 'a.ipynb',
        type: 'notebook',
        kernel: { id: 'k-1', name: 'python3' }
      }
    ]
  ]);
  const asked: string[] = [];
  const original = jest.fn(async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(
      typeof input === 'string' ? input : input.clone(),
      init
    );
    const { pathname } = new URL(request.url);
    const path = pathname.replace('/user/someone/', '');
    asked.push(`${request.method} ${path}`);
    const id = path.split('/')[2];
    if (path === 'api/kernelspecs') {
      return respond({ default: 'python3', kernelspecs: { python3: {} } });
    }
    if (path === 'api/sessions' && request.method === 'POST') {
      const made = {
        ...(await request.json()),
        id: `real-${sessions.size + 1}`,
        kernel: { id: 'k-2', name: 'python3' }
      };
      sessions.set(made.id, made);
      return respond(made, 201);
    }
    if (path === 'api/sessions') {
      return respond([...sessions.values()]);
    }
    if (path === 'api/kernels') {
      return respond([...sessions.values()].map(({ kernel }) => kernel));
    }
    if (path.startsWith('api/sessions/') && sessions.has(id)) {
      if (request.method === 'DELETE') {
        sessions.delete(id);
        return new Response(null, { status: 204 });
      }
      return respond(sessions.get(id));
    }
    return respond({ message: 'nothing there' }, 404);
  });
  const settings = ServerConnection.makeSettings({
    baseUrl: BASE,
    fetch: original,
    Request,
    Headers,
    WebSocket: class {
      constructor(readonly url: string) {}
    } as unknown as typeof WebSocket
  });
  window.sessionStorage.clear();
  const kernels = new Kernels(fakeKernel, window.sessionStorage, 'key');
  const started: string[] = [];
  new PageServer(settings, {
    kernels,
    specs: () => [OURS],
    ready: Promise.resolve(),
    known: Promise.resolve(),
    onStarted: ({ name }) => started.push(name)
  });
  const ask = async (method: string, path: string, body?: object) => {
    const response = await ServerConnection.makeRequest(
      BASE + path,
      { method, body: body && JSON.stringify(body) },
      settings
    );
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? null : JSON.parse(text)
    };
  };
  return { ask, asked, kernels, original, sessions, settings, started };
}

function respond(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status });
}

it('passes on all that is not about kernels, with what was given', async () => {
  const { original, settings } = setUp();
  const request = new Request(`${BASE}api/contents/kernels?content=1`, {
    method: 'PUT',
    body: '{}'
  });
  await settings.fetch(request);
  expect(original.mock.calls).toEqual([[request, undefined]]);
  expect(request.bodyUsed).toBe(false);
  await settings.fetch('http://elsewhere/api/kernels', { method: 'POST' });
  expect(original).toHaveBeenLastCalledWith('http://elsewhere/api/kernels', {
    method: 'POST'
  });
});

it('lists our kernels beside those of the Jupyter server', async () => {
  const { ask } = setUp();
  const { body } = await ask('GET', 'api/kernelspecs');
  expect(body.default).toBe('python3');
  expect(Object.keys(body.kernelspecs)).toEqual(['python3', OURS.name]);
  expect((await ask('GET', 'api/kernels')).body).toHaveLength(1);
  const started = await ask('POST', 'api/kernels', { name: OURS.name });
  expect(started.status).toBe(201);
  const { body: kernels } = await ask('GET', 'api/kernels');
  expect(kernels.map(({ name }: { name: string }) => name)).toEqual([
    'python3',
    OURS.name
  ]);
});

it('starts a session of ours without the Jupyter server', async () => {
  const { ask, asked, started } = setUp();
  const { body, status } = await ask('POST', 'api/sessions', {
    path: 'b.ipynb',
    name: 'b.ipynb',
    type: 'notebook',
    kernel: { name: OURS.name }
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    path: 'b.ipynb',
    type: 'notebook',
    kernel: { name: OURS.name }
  });
  expect(started).toEqual([OURS.name]);
  expect(asked).toEqual([]);
  expect((await ask('GET', `api/sessions/${body.id}`)).body).toEqual(body);
  const moved = await ask('PATCH', `api/sessions/${body.id}`, {
    path: 'c.ipynb'
  });
  expect(moved.body).toEqual({ ...body, path: 'c.ipynb' });
  const listed = await ask('GET', 'api/sessions');
  expect(listed.body.map(({ path }: { path: string }) => path)).toEqual([
    'a.ipynb',
    'c.ipynb'
  ]);
});

it('interrupts, restarts and ends kernels, and their sessions with them', async () => {
  const { ask, asked, kernels } = setUp();
  const { body } = await ask('POST', 'api/sessions', {
    kernel: { name: OURS.name }
  });
  const kernel = kernels.kernel(body.kernel.id)!;
  const url = `api/kernels/${kernel.id}`;
  expect((await ask('POST', `${url}/interrupt`)).status).toBe(204);
  expect(kernel.interrupt).toHaveBeenCalledTimes(1);
  expect((await ask('POST', `${url}/restart`)).body.id).toBe(kernel.id);
  expect(kernel.restart).toHaveBeenCalledTimes(1);
  expect((await ask('DELETE', url)).status).toBe(204);
  expect(kernel.dispose).toHaveBeenCalledTimes(1);
  expect(asked).toEqual([]);
  expect((await ask('GET', url)).status).toBe(404);
  expect((await ask('GET', 'api/sessions')).body).toHaveLength(1);
});

it('keeps a session’s id when its kernel becomes one of ours, and back', async () => {
  const { ask, asked, kernels, sessions } = setUp();
  const ours = await ask('PATCH', 'api/sessions/real-1', {
    id: 'real-1',
    kernel: { name: OURS.name }
  });
  expect(ours.body).toMatchObject({
    id: 'real-1',
    path: 'a.ipynb',
    kernel: { name: OURS.name }
  });
  expect(asked).toEqual([
    'GET api/sessions/real-1',
    'DELETE api/sessions/real-1'
  ]);
  expect((await ask('GET', 'api/sessions')).body).toEqual([ours.body]);

  const back = await ask('PATCH', 'api/sessions/real-1', {
    kernel: { name: 'python3' }
  });
  expect(back.body).toMatchObject({
    id: 'real-1',
    path: 'a.ipynb',
    kernel: { name: 'python3' }
  });
  expect(kernels.kernels).toEqual([]);
  expect((await ask('GET', 'api/sessions')).body).toEqual([back.body]);
  expect((await ask('GET', 'api/sessions/real-1')).body).toEqual(back.body);
  expect((await ask('DELETE', 'api/sessions/real-1')).status).toBe(204);
  expect(sessions.size).toBe(0);
});

it('leaves a session as it was when its kernel cannot be changed', async () => {
  const { ask, kernels } = setUp();
  const { status } = await ask('PATCH', 'api/sessions/unknown', {
    kernel: { name: OURS.name }
  });
  expect(status).toBe(404);
  expect(kernels.kernels).toEqual([]);
});

it('leads sockets of our kernels to them, and others where they went', async () => {
  const { ask, settings } = setUp();
  const { body } = await ask('POST', 'api/kernels', { name: OURS.name });
  const ws = BASE.replace('http', 'ws');
  const own = new settings.WebSocket(
    `${ws}api/kernels/${body.id}/channels?s=1`
  );
  expect(own.readyState).toBe(0);
  const other = new settings.WebSocket(`${ws}api/kernels/k-1/channels`);
  expect(other).toEqual({ url: `${ws}api/kernels/k-1/channels` });
  expect(new settings.WebSocket(`${ws}terminals/websocket/1`)).toHaveProperty(
    'url',
    `${ws}terminals/websocket/1`
  );
});

it('has the same kernels and sessions after a reload', async () => {
  const { ask, kernels } = setUp();
  const { body } = await ask('POST', 'api/sessions', {
    path: 'b.ipynb',
    kernel: { name: OURS.name }
  });
  const later = new Kernels(fakeKernel, window.sessionStorage, 'key');
  expect(later.sessions).toEqual(kernels.sessions);
  expect(later.kernel(body.kernel.id)).toMatchObject({ name: OURS.name });
});
