import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { loadApi } from '../../connection/api';
import {
  fetchApi,
  runApi,
  unknownHashes
} from '../../connection/trust/apiFiles';
import { ConsentError } from '../../connection/trust/consent';
import type { IRoute } from '../../connection/route';

jest.mock('../../connection/trust/knownApis.json', () => ({}));

jest.mock('../../connection/trust/apiFiles', () => ({
  ...jest.requireActual('../../connection/trust/apiFiles'),
  runApi: jest.fn(async () => ({ default: {} }))
}));

const encode = (text: string) => new TextEncoder().encode(text);
const hashOf = (text: string) => bytesToHex(sha256(encode(text)));
const { signal } = new AbortController();

/** A way to a server with these files, and what was fetched. */
function routeTo(files: Record<string, string>) {
  const fetched: string[] = [];
  const route = {
    fetch: async (path: string) => {
      fetched.push(path);
      const { buffer } = new Uint8Array(
        encode(files[path.replace('jsapi/', '')])
      );
      return { arrayBuffer: async () => buffer };
    }
  } as unknown as IRoute;
  return { fetched, route };
}

const run = runApi as jest.Mock;

beforeEach(() => {
  run.mockClear();
});

describe('fetchApi', () => {
  it('fetches what the API imports, and tells each file by its hash', async () => {
    const core =
      "x = 'ü';\nimport {dhinternal} from './dh-internal.js';\nexport default dh;";
    const files = { 'dh-core.js': core, 'dh-internal.js': 'y' };
    const { fetched, route } = routeTo(files);
    const api = await fetchApi(route, signal);
    expect(fetched).toEqual(['jsapi/dh-core.js', 'jsapi/dh-internal.js']);
    expect(Buffer.from(api.core.bytes).toString()).toBe(core);
    expect(unknownHashes(api)).toEqual([hashOf(core), hashOf('y')]);
  });
});

describe('loadApi', () => {
  it('does not run what is not known', async () => {
    const { route } = routeTo({ 'dh-core.js': 'first' });
    await expect(loadApi(route, signal, [])).rejects.toMatchObject({
      question: { about: 'api', hashes: [hashOf('first')], isChanged: false }
    });
    expect(run).not.toHaveBeenCalled();
  });

  it('runs what the user trusts, once', async () => {
    const trusted = [hashOf('second')];
    const { route } = routeTo({ 'dh-core.js': 'second' });
    const api = await loadApi(route, signal, trusted);
    expect(await loadApi(route, signal, trusted)).toBe(api);
    expect(run).toHaveBeenCalledTimes(1);
    // Also where it runs already, another server's is asked about.
    await expect(loadApi(route, signal, [])).rejects.toThrow(ConsentError);
  });

  it('asks again when it changes, in what it imports as well', async () => {
    const core = "import {a} from './dh-internal.js';\n";
    const trusted = [hashOf(core), hashOf('before')];
    const { route } = routeTo({
      'dh-core.js': core,
      'dh-internal.js': 'after'
    });
    await expect(loadApi(route, signal, trusted)).rejects.toMatchObject({
      question: { isChanged: true }
    });
    expect(run).not.toHaveBeenCalled();
  });

  it('tries again what the browser did not run', async () => {
    const trusted = [hashOf('third')];
    const { route } = routeTo({ 'dh-core.js': 'third' });
    run.mockRejectedValueOnce(new Error('no'));
    await expect(loadApi(route, signal, trusted)).rejects.toThrow('no');
    await expect(loadApi(route, signal, trusted)).resolves.toEqual({});
  });
});
