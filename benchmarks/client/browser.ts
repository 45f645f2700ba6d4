/**
 * The built extension in Chromium, driven by its commands.
 */
import type { Browser, Page } from 'playwright-core';

import type { IDeephaven } from './deephaven';
import type { IJupyter } from './jupyter';
import type { IClient, IOutcome } from './main';

/** How long nothing may travel before all counts as sent, in milliseconds. */
const QUIET = 3000;

/** What the page has for the benchmark. */
interface IBenchmarkWindow {
  /** The durations of tasks over 50 ms, in milliseconds. */
  benchmarkTasks: number[];
  jupyterapp: {
    restored: Promise<void>;
    commands: {
      execute(command: string, args: unknown): Promise<unknown>;
    };
  };
}

/** Tasks of the main thread that were longer than 50 ms. */
interface ILongTasks {
  readonly count: number;
  readonly longest: number;
  readonly sum: number;
}

/** A page with the extension. */
export class BrowserClient implements IClient {
  /** @param path - the served folder, as the Jupyter server names it. */
  static async open(
    deephaven: IDeephaven,
    jupyter: IJupyter,
    path: string
  ): Promise<BrowserClient> {
    // Loading it takes a while, and without a browser it is not needed.
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    });
    try {
      const page = await browser.newPage();
      const client = new BrowserClient(browser, page, path);
      await page.addInitScript(watchLongTasks);
      await page.goto(`${jupyter.url}/lab?reset&token=${jupyter.token}`);
      await page.waitForFunction(() => 'jupyterapp' in window);
      await page.evaluate(
        () => (window as unknown as IBenchmarkWindow).jupyterapp.restored
      );
      // Settings outlast the page.
      await client
        ._execute('remove-server', { server: 'Benchmark' })
        .catch(() => undefined);
      await client._execute('set-serving', { enabled: true });
      await client._execute('add-server', {
        name: 'Benchmark',
        url: deephaven.url,
        auth: 'psk'
      });
      await client._execute('connect', {
        server: 'Benchmark',
        credentials: { type: 'psk', token: deephaven.key }
      });
      await client._quiet();
      // What the page did until now, such as loading Deephaven's API, is no
      // work with the served files.
      await client._longTasks();
      await client._execute('serve', { paths: [path], replace: true });
      return client;
    } catch (reason) {
      await browser.close();
      throw reason;
    }
  }

  private constructor(
    private readonly _browser: Browser,
    private readonly _page: Page,
    private readonly _path: string
  ) {
    const record = () => {
      this._active = performance.now();
    };
    _page.on('request', request => {
      if (!request.url().includes('jupyterlab-deephaven/watch')) {
        this._requests += 1;
        record();
      }
    });
    _page.on('requestfinished', record);
    _page.on('websocket', socket => {
      socket.on('framesent', record);
    });
  }

  async run(program: string): Promise<IOutcome> {
    const requests = this._requests;
    const { error, seconds } = await this._page.evaluate(async code => {
      const { commands } = (window as unknown as IBenchmarkWindow).jupyterapp;
      const began = performance.now();
      const result = (await commands.execute('jupyterlab-deephaven:run-code', {
        code
      })) as { error: string | null };
      const seconds = (performance.now() - began) / 1000;
      return { error: result.error, seconds };
    }, program);
    return {
      seconds,
      error,
      // Only the plugin knows, and a page tells nobody what it was asked.
      fetched: 0,
      jupyter: this._requests - requests,
      steps: { longTasksOfRun: await this._longTasks() }
    };
  }

  async settled(): Promise<{ longTasksOfReading: ILongTasks }> {
    await this._quiet();
    return { longTasksOfReading: await this._longTasks() };
  }

  async refresh(): Promise<void> {
    // Each run looks by itself.
  }

  async close(): Promise<void> {
    // Settings outlast the page: the next one would send this folder as well.
    await this._execute('stop-serving', { paths: [this._path] });
    await this._browser.close();
  }

  private async _execute(command: string, args: unknown): Promise<void> {
    await this._page.evaluate(
      async ([command, args]) => {
        const { commands } = (window as unknown as IBenchmarkWindow).jupyterapp;
        await commands.execute(`jupyterlab-deephaven:${command}`, args);
      },
      [command, args] as const
    );
  }

  private async _quiet(): Promise<void> {
    this._active = performance.now();
    while (performance.now() - this._active < QUIET) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  /** The long tasks since the last call. */
  private async _longTasks(): Promise<ILongTasks> {
    const tasks = await this._page.evaluate(() =>
      (window as unknown as IBenchmarkWindow).benchmarkTasks.splice(0)
    );
    return {
      count: tasks.length,
      longest: Math.max(0, ...tasks),
      sum: tasks.reduce((sum, task) => sum + task, 0)
    };
  }

  private _active = 0;
  private _requests = 0;
}

function watchLongTasks(): void {
  const tasks: number[] = [];
  Object.assign(window, { benchmarkTasks: tasks });
  new PerformanceObserver(list => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
}
