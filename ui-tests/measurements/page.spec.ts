/**
 * The main thread's time that the extension takes: when a page is loaded, and
 * in a sidebar with thousands of modules.
 */
import { galata } from '@jupyterlab/galata';
import type { Browser, Page } from '@playwright/test';

import { environment } from '../environment';
import { expect, test } from '../fixtures';

/** What observes long tasks, and those that it has seen, in a page. */
interface IMeasured {
  measured: { observer: PerformanceObserver; tasks: number[] };
}

/** How often a page is loaded. */
const LOADS = 15;
/** How many modules are served. */
const MODULES = 5000;

/** A profile of the main thread, as the DevTools protocol has it. */
interface IProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/**
 * Whether JupyterLab would do this without us: evaluate one of its modules,
 * which have numbers for names, or render a row of its file browser, at which
 * our renderer has JupyterLab's own do its work first.
 */
function isTheirs(functionName: string): boolean {
  return functionName === 'updateItemNode' || /^\d+$/.test(functionName);
}

/** Milliseconds in which our code ran, or what it called. */
function ourTime({ nodes, samples = [], timeDeltas = [] }: IProfile): number {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const ours = new Set<number>();
  const visit = (id: number, isOurs: boolean) => {
    const { callFrame, children = [] } = byId.get(id)!;
    const isOurFile = callFrame.url.includes(
      '/extensions/jupyterlab-deephaven/'
    );
    const here = isOurFile || (isOurs && !isTheirs(callFrame.functionName));
    if (here) {
      ours.add(id);
    }
    children.forEach(child => visit(child, here));
  };
  visit(nodes[0].id, false);
  // A delta is the time before its sample, so the next one is the time of it.
  return samples.reduce(
    (sum, id, i) => sum + (ours.has(id) ? (timeDeltas[i + 1] ?? 0) : 0) / 1000,
    0
  );
}

/** Milliseconds of one load of a page in which our code ran. */
interface ILoad {
  /** By the clock, with those in which another process had the core. */
  readonly clock: number;
  /** Of the main thread's own time. */
  readonly thread: number;
}

/** Load a page of its own. */
async function load(browser: Browser): Promise<ILoad> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      const metric = (name: string) =>
        metrics.find(metric => metric.name === name)!.value;
      return { clock: metric('TaskDuration'), thread: metric('ThreadTime') };
    };
    // The same process shows the page, so that its figures go on.
    await page.goto(`${environment('JUPYTER_URL')}/api`);
    await devtools.send('Performance.enable');
    const before = await busy();
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: 250 });
    await devtools.send('Profiler.start');
    await page.goto(`${environment('JUPYTER_URL')}/lab?reset`);
    await page
      .locator('[data-id="jupyterlab-deephaven-sidebar"]')
      .first()
      .waitFor();
    await page.evaluate(async () => {
      await window.jupyterapp.restored;
      await new Promise(resolve => requestIdleCallback(resolve));
    });
    const { profile } = await devtools.send('Profiler.stop');
    const after = await busy();
    const clock = ourTime(profile);
    // The profiler has the clock's time only. Over the whole load, it is known
    // how much of that the thread had a core for.
    const share = (after.thread - before.thread) / (after.clock - before.clock);
    return { clock, thread: clock * share };
  } finally {
    await context.close();
  }
}

test('loading a page', async ({ browser }) => {
  const loads: ILoad[] = [];
  for (let i = 0; i < LOADS; i++) {
    loads.push(await load(browser));
  }
  for (const time of ['thread', 'clock'] as const) {
    const times = loads.map(load => load[time]).sort((a, b) => a - b);
    const median = times[Math.floor(LOADS / 2)];
    say(
      `Activation by the ${time}: median ${ms(median)}, least ${ms(times[0])} of ${LOADS}`
    );
  }
});

test.describe('a sidebar with thousands of modules', () => {
  test.use({
    autoGoto: false,
    mockSettings: async ({ tmpPath }, use) => {
      await use({
        ...galata.DEFAULT_SETTINGS,
        'jupyterlab-deephaven:served': {
          modules: names().map(name => ({ path: `${tmpPath}/${name}.py` }))
        }
      });
    }
  });

  test('opening, scrolling, filtering', async ({
    extension,
    page,
    workspace
  }) => {
    await workspace.write(
      Object.fromEntries(names().map(name => [`${name}.py`, '']))
    );
    await page.goto();
    await longest(page, 'Opening', async () => {
      await extension.show();
      await expect(
        extension.served.getByText(names()[0]).first()
      ).toBeVisible();
    });
    await longest(page, 'Scrolling', () =>
      extension.served.evaluate(async list => {
        let box = list.parentElement!;
        while (!/auto|scroll/.test(getComputedStyle(box).overflowY)) {
          box = box.parentElement!;
        }
        const frame = () =>
          new Promise(resolve => requestAnimationFrame(resolve));
        for (const step of [150, 1500, -4000]) {
          for (let i = 0; i < 100; i++) {
            box.scrollBy(0, step);
            await frame();
          }
        }
      })
    );
    await longest(page, 'Filtering', async () => {
      const filter = extension.sidebar.getByLabel('Filter served modules');
      await filter.pressSequentially('4999');
      await expect(extension.served.getByRole('listitem')).toHaveCount(1);
      await filter.clear();
      await expect(
        extension.served.getByText(names()[0]).first()
      ).toBeVisible();
    });
    await longest(page, 'Switching one', async () => {
      const serving = extension.served.getByRole('switch').first();
      await serving.click();
      await expect(serving).not.toBeChecked();
    });
  });
});

function names(): string[] {
  return Array.from(
    { length: MODULES },
    (_, i) => `module_${String(i).padStart(4, '0')}`
  );
}

/** Say how long the longest tasks were while something was done. */
async function longest(
  page: Pick<Page, 'evaluate'>,
  title: string,
  work: () => Promise<unknown>
): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    // The browser tells of those over 50 ms only.
    const observer = new PerformanceObserver(list => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ type: 'longtask' });
    Object.assign(window, { measured: { observer, tasks } });
  });
  const began = Date.now();
  await work();
  const seconds = (Date.now() - began) / 1000;
  const tasks = await page.evaluate(async () => {
    await new Promise(resolve => requestIdleCallback(resolve));
    const { observer, tasks } = (window as unknown as IMeasured).measured;
    tasks.push(...observer.takeRecords().map(({ duration }) => duration));
    observer.disconnect();
    return tasks;
  });
  const all = tasks.map(ms).join(', ');
  say(`${title}: ${seconds.toFixed(1)} s, tasks over 50 ms: ${all || 'none'}`);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
