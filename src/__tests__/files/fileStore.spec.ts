import { ServerConnection } from '@jupyterlab/services';

import { JupyterFileStore } from '../../files/fileStore';
import type { Get } from '../helpers/fakeContents';
import { fakeContents, responseError } from '../helpers/fakeContents';

function storeOf(get: Get) {
  return new JupyterFileStore(fakeContents(get, 'RTC').contents);
}

const SECRET = '/srv/home/alice/.ssh/id_rsa: permission denied';

let warn: jest.SpyInstance;

beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation();
});

afterEach(() => {
  warn.mockRestore();
});

describe('list', () => {
  it('names entries of drives that only the server knows', async () => {
    const content = [{ name: 'shelf', path: 'shelf', type: 'directory' }];
    const get = async (path: string) => ({ path, type: 'directory', content });
    const store = storeOf(get as never);
    expect(await store.list('c457bb36:')).toMatchObject([
      { path: 'c457bb36:shelf' }
    ]);
    expect(await store.list('c457bb36:shelf')).toMatchObject([
      { path: 'c457bb36:shelf/shelf' }
    ]);
    expect(store.parent('c457bb36:shelf')).toBe('c457bb36:');
    expect(store.parent('c457bb36:shelf/a.py')).toBe('c457bb36:shelf');
  });

  it('gives the entries of a folder', async () => {
    const get = jest.fn<ReturnType<Get>, Parameters<Get>>(async path => ({
      path,
      type: 'directory',
      content: [
        {
          name: 'a b.py',
          path: `${path}/a b.py`,
          type: 'file',
          last_modified: '2026-01-02T03:04:05Z',
          size: 3
        },
        {
          name: 'sub',
          path: `${path}/sub`,
          type: 'directory',
          last_modified: '2026-01-02T03:04:06Z',
          size: undefined
        },
        { name: 'n.py', path: `${path}/n.py`, type: 'notebook' }
      ]
    }));
    const entries = await storeOf(get).list('dir');
    expect(entries).toMatchObject([
      {
        name: 'a b.py',
        path: 'dir/a b.py',
        isFolder: false,
        lastModified: '2026-01-02T03:04:05Z',
        size: 3
      },
      { name: 'sub', isFolder: true },
      { name: 'n.py', isFolder: false }
    ]);
    expect(get).toHaveBeenCalledTimes(1);
    expect(get.mock.calls[0][1]).toMatchObject({
      type: 'directory',
      content: true
    });
  });

  it('gives null for a folder that is not there', async () => {
    const store = storeOf(() => Promise.reject(responseError(404, 'none')));
    await expect(store.list('dir')).resolves.toBeNull();
    expect(warn).not.toHaveBeenCalled();
  });

  it('gives null for what has no entries', async () => {
    const store = storeOf(async path => ({ path, content: null }));
    await expect(store.list('dir')).resolves.toBeNull();
  });

  it.each([403, 500])('passes no message of a %d on', async status => {
    const store = storeOf(() => Promise.reject(responseError(status, SECRET)));
    await expect(store.list('dir')).rejects.toThrow(
      /^dir: the Jupyter server could not list this folder$/
    );
  });

  it.each([
    ['is stopped', new ServerConnection.NetworkError(new TypeError(SECRET))],
    ['is stopped behind a hub', responseError(424, SECRET)],
    ['is stopped behind a proxy', responseError(503, SECRET)]
  ])('says that the server does not answer when it %s', async (_, reason) => {
    const store = storeOf(() => Promise.reject(reason));
    await expect(store.list('dir')).rejects.toThrow(
      /^dir: the Jupyter server does not answer\. Run again when it is back$/
    );
    await expect(store.read('a.py')).rejects.toThrow(
      /^a\.py: the Jupyter server does not answer\. Run again when it is back$/
    );
  });

  it('passes no message of another failure on', async () => {
    const store = storeOf(() => Promise.reject(new Error(SECRET)));
    await expect(store.list('dir')).rejects.toThrow(/^dir: /);
  });
});

describe('read', () => {
  it('gives a text', async () => {
    const get = jest.fn<ReturnType<Get>, Parameters<Get>>(async path => ({
      path,
      format: 'text',
      content: 'x = "é"\r\n'
    }));
    await expect(storeOf(get).read('a.py')).resolves.toBe('x = "é"\r\n');
    expect(get.mock.calls[0][1]).toMatchObject({ type: 'file', content: true });
    expect(get.mock.calls[0][1]?.format).toBeUndefined();
  });

  it('gives the bytes of what is not UTF-8', async () => {
    const bytes = Array.from({ length: 256 }, (_, code) => code);
    const content = Buffer.from(bytes)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
    const store = storeOf(async path => ({ path, format: 'base64', content }));
    const read = await store.read('a.py');
    expect(typeof read).not.toBe('string');
    expect([...(read as Uint8Array)]).toEqual(bytes);
  });

  it('gives an empty text', async () => {
    const store = storeOf(async path => ({
      path,
      format: 'text',
      content: ''
    }));
    await expect(store.read('a.py')).resolves.toBe('');
  });

  it('gives null for a file that is not there', async () => {
    const store = storeOf(() => Promise.reject(responseError(404, 'none')));
    await expect(store.read('a.py')).resolves.toBeNull();
  });

  it('gives null for what has no text', async () => {
    const store = storeOf(async path => ({ path, content: null }));
    await expect(store.read('a.py')).resolves.toBeNull();
  });

  it.each([400, 403, 500])('passes no message of a %d on', async status => {
    const store = storeOf(() => Promise.reject(responseError(status, SECRET)));
    await expect(store.read('a.py')).rejects.toThrow(
      /^a\.py: the Jupyter server could not read this file$/
    );
    // For people who look into the browser's console.
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('parent', () => {
  it.each([
    ['a.py', ''],
    ['dir/a.py', 'dir'],
    ['a/b/c.py', 'a/b'],
    ['RTC:a.py', 'RTC:'],
    ['RTC:dir/a.py', 'RTC:dir'],
    ['other:dir/a.py', 'other:dir']
  ])('of %p is %p', (path, parent) => {
    expect(storeOf(async () => ({})).parent(path)).toBe(parent);
  });
});

it('keeps the drive in the paths of entries', async () => {
  const store = storeOf(async path => ({
    path: path.replace('RTC:', ''),
    type: 'directory',
    content: [{ name: 'a.py', path: 'dir/a.py', type: 'file' }]
  }));
  await expect(store.list('RTC:dir')).resolves.toMatchObject([
    { path: 'RTC:dir/a.py' }
  ]);
});
