/**
 * A Jupyter server as the extension in its page sees it, in Node.
 */
import { PageConfig } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { ContentsManager, ServerConnection } from '@jupyterlab/services';

/** A Jupyter server, as it is reached. */
export interface IJupyter {
  readonly url: string;
  readonly token: string;
  /** Whether the server extension is used, if it is there. */
  readonly part: boolean;
}

/** How many requests are under way at once, as in a browser. */
const CONCURRENCY = 6;

/** A Jupyter server, with a count of what it was asked. */
export class Jupyter {
  static async open({ part, token, url }: IJupyter): Promise<Jupyter> {
    // What JupyterLab's page has in it tells which endpoints there are.
    const page = await (await fetch(`${url}/lab?token=${token}`)).text();
    const config = /id="jupyter-config-data"[^>]*>([^<]*)</.exec(page);
    if (!config) {
      throw new Error(`${url} shows no page of JupyterLab`);
    }
    const options: Record<string, unknown> = JSON.parse(config[1]);
    for (const [name, value] of Object.entries(options)) {
      if (name.startsWith('jupyterlabDeephaven')) {
        PageConfig.setOption(name, part ? String(value) : '');
      }
    }
    return new Jupyter(url, token);
  }

  private constructor(url: string, token: string) {
    this.settings = ServerConnection.makeSettings({
      baseUrl: `${url}/`,
      appUrl: '/lab',
      token,
      appendToken: true,
      fetch: (input: RequestInfo, init?: RequestInit) =>
        this._fetch(input, init)
    });
    this.contents = new ContentsManager({ serverSettings: this.settings });
  }

  readonly contents: Contents.IManager;
  readonly settings: ServerConnection.ISettings;

  /** How many requests there were, those that wait for changes aside. */
  get requests(): number {
    return this._requests;
  }

  private async _fetch(
    input: RequestInfo,
    init?: RequestInit
  ): Promise<Response> {
    const url = typeof input === 'string' ? input : input.url;
    if (url.includes('jupyterlab-deephaven/watch')) {
      return fetch(input, init);
    }
    this._requests += 1;
    // A browser has no more connections to one server than this.
    while (this._running >= CONCURRENCY) {
      await new Promise<void>(resolve => this._waiting.push(resolve));
    }
    this._running += 1;
    try {
      const response = await fetch(input, init);
      // The next one may use the connection only after the whole answer.
      const body = await response.arrayBuffer();
      const { headers, status, statusText } = response;
      return new Response(status === 204 || status === 304 ? null : body, {
        headers,
        status,
        statusText
      });
    } finally {
      this._running -= 1;
      this._waiting.shift()?.();
    }
  }

  private _requests = 0;
  private _running = 0;
  private _waiting: (() => void)[] = [];
}

/**
 * List a folder and read files of it by the contents API, and do nothing else.
 */
export async function readAll(
  jupyter: IJupyter,
  folder: string,
  paths: readonly string[]
): Promise<{ seconds: number }> {
  const { contents } = await Jupyter.open(jupyter);
  const queue = [...paths];
  const read = async () => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      await contents.get(path, { type: 'file', content: true });
    }
  };
  const began = performance.now();
  // Which files there are, nobody knows without.
  await contents.get(folder, { type: 'directory', content: true });
  await Promise.all(Array.from({ length: CONCURRENCY }, read));
  return { seconds: (performance.now() - began) / 1000 };
}
