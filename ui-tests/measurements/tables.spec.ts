/**
 * What tables cost a page: ours, those of an older build of ours where one is
 * at BEFORE_JUPYTER_URL, and those of Deephaven's web IDE. Run it by
 * `python3 dev.py test ui -- --config=ui-tests/measurements.config.ts tables.spec.ts`.
 * What came out last is in benchmarks/results/tables.md.
 */
import type { Browser, CDPSession, Page } from '@playwright/test';

import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { expect, Extension, openLab, test } from '../fixtures';
import { WebIde } from '../webIde';

/** How often everything is measured, in pages of their own. */
const ROUNDS = 3;
/** How long a ticking table is watched, in milliseconds. */
const WATCHED = 5000;
const NOTCHES = 20;

const columns = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, i) => `C${i} = ii * ${i + 1} / 7.0`)
  );

const CODE = `
from deephaven import empty_table, time_table
made_first = empty_table(1000).update_view(${columns(7)})
made_big = empty_table(3_000_000).update_view(${columns(7)})
made_wide = empty_table(100_000).update_view(${columns(100)})
made_few = time_table("PT0.1S").update_view(${columns(6)}).tail(20)
made_many = time_table("PT0.1S").update_view(${columns(19)}).tail(200)
`;

/** A page with tables. */
interface IViewer {
  readonly page: Page;
  /** Run code that makes a table, and have the table shown. */
  show(name: string): Promise<void>;
  /** Leave the server's settings as they were. */
  end(): Promise<void>;
}

/** Milliseconds, by what is measured. */
type Figures = Map<string, number>;

async function jupyterLab(
  page: Page,
  url: string,
  { key, url: server }: IDeephavenOption
): Promise<IViewer> {
  const extension = new Extension(page as never);
  await openLab(page, `${url}/lab/workspaces/tables?reset`);
  await extension.execute('add-server', {
    name: 'Measured',
    auth: 'psk',
    url: server
  });
  await extension.execute('connect', {
    server: 'Measured',
    credentials: { type: 'psk', token: key }
  });
  await extension.run(CODE);
  return {
    page,
    show: async name => {
      await extension.run(`shown_${name} = made_${name}`);
      await extension.execute('open-variable', {
        server: 'Measured',
        name: `shown_${name}`
      });
    },
    end: () => extension.execute('remove-server', { server: 'Measured' })
  };
}

async function webIde(
  page: Page,
  deephaven: IDeephavenOption
): Promise<IViewer> {
  const ide = new WebIde(page);
  await ide.open(deephaven);
  // Made, and shown, by the names that are not shown by themselves.
  await ide.run(CODE.replace(/made_/g, '_made_'));
  return {
    page,
    show: name => ide.run(`shown_${name} = _made_${name}`),
    end: async () => undefined
  };
}

/** Wait until the newest table has drawn its rows; milliseconds from a call. */
async function painted({ page, show }: IViewer, name: string): Promise<number> {
  await page.evaluate(() => {
    const before = new Set(document.querySelectorAll('canvas'));
    const isDrawn = (canvas: HTMLCanvasElement) => {
      const { height, width } = canvas;
      const context = canvas.getContext('2d');
      if (!context || width < 300 || height < 200) {
        return false;
      }
      // Below the names of the columns. Text has many shades.
      const { data } = context.getImageData(0, height / 3, 300, height / 3);
      return new Set(new Uint32Array(data.buffer)).size > 12;
    };
    const started = performance.now();
    Object.assign(window, {
      drawn: new Promise<number>(resolve => {
        const look = () => {
          const canvases = [...document.querySelectorAll('canvas')];
          if (canvases.some(each => !before.has(each) && isDrawn(each))) {
            resolve(performance.now() - started);
          } else {
            requestAnimationFrame(look);
          }
        };
        look();
      })
    });
  });
  await show(name);
  return page.evaluate(() => (window as unknown as { drawn: number }).drawn);
}

/** Milliseconds for which the main thread was busy with something. */
async function busy(
  devtools: CDPSession,
  work: () => Promise<void>
): Promise<number> {
  const time = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  };
  const before = await time();
  await work();
  return (await time()) - before;
}

/** Milliseconds of long tasks within a while. */
function longTasks(page: Page, duration: number): Promise<number> {
  return page.evaluate(
    duration =>
      new Promise<number>(resolve => {
        let sum = 0;
        const observer = new PerformanceObserver(list => {
          for (const entry of list.getEntries()) {
            sum += entry.duration;
          }
        });
        observer.observe({ type: 'longtask' });
        setTimeout(() => {
          observer.disconnect();
          resolve(sum);
        }, duration);
      }),
    duration
  );
}

/** Turn the wheel over the table in sight; milliseconds for each notch. */
async function wheel(
  { page }: IViewer,
  devtools: CDPSession,
  [x, y]: [number, number]
): Promise<number> {
  const canvases = await page.locator('canvas:visible').all();
  const boxes = await Promise.all(canvases.map(each => each.boundingBox()));
  const box = boxes.reduce((a, b) =>
    (a?.width ?? 0) * (a?.height ?? 0) > (b?.width ?? 0) * (b?.height ?? 0)
      ? a
      : b
  )!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const time = await busy(devtools, async () => {
    for (let notch = 0; notch < NOTCHES; notch++) {
      await page.mouse.wheel(x, y);
      await page.evaluate(
        () =>
          new Promise(resolve =>
            requestAnimationFrame(() => requestAnimationFrame(resolve))
          )
      );
    }
  });
  return time / NOTCHES;
}

async function measure(viewer: IViewer): Promise<Figures> {
  const { page } = viewer;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const figures: Figures = new Map();
  figures.set(
    'first table, until it is painted',
    await painted(viewer, 'first')
  );
  figures.set('second table, of 3M rows', await painted(viewer, 'big'));
  figures.set(
    'wheel over 3M rows, main thread per notch',
    await wheel(viewer, devtools, [0, 300])
  );
  figures.set('table of 100 columns', await painted(viewer, 'wide'));
  figures.set(
    'wheel over 100 columns, main thread per notch',
    await wheel(viewer, devtools, [300, 0])
  );
  for (const [name, title] of [
    ['few', '7 × 20 ticking for 5 s'],
    ['many', '20 × 200 ticking for 5 s']
  ]) {
    await painted(viewer, name);
    let long = 0;
    const time = await busy(devtools, async () => {
      long = await longTasks(page, WATCHED);
    });
    figures.set(`${title}, main thread`, time);
    figures.set(`${title}, long tasks`, long);
  }
  return figures;
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

test('tables', async ({ browser, deephaven }) => {
  test.setTimeout(1_200_000);
  const before = process.env.BEFORE_JUPYTER_URL;
  const viewers: [string, (page: Page) => Promise<IViewer>][] = [
    ['ours', page => jupyterLab(page, environment('JUPYTER_URL'), deephaven)],
    ['web IDE', page => webIde(page, deephaven)]
  ];
  if (before) {
    viewers.push(['ours before', page => jupyterLab(page, before, deephaven)]);
  }
  const rounds = new Map<string, Figures[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, open] of viewers) {
      const figures = await inPage(browser, async page => {
        const viewer = await open(page);
        try {
          return await measure(viewer);
        } finally {
          await viewer.end();
        }
      });
      rounds.set(name, [...(rounds.get(name) ?? []), figures]);
    }
  }
  say(rounds);
  expect(rounds.get('ours')).toHaveLength(ROUNDS);
});

/** Do something in a page of its own. */
async function inPage<T>(
  browser: Browser,
  work: (page: Page) => Promise<T>
): Promise<T> {
  const context = await browser.newContext();
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Print medians, and how many times as long as ours the others take. */
function say(rounds: ReadonlyMap<string, readonly Figures[]>): void {
  const names = [...rounds.keys()];
  const of = (name: string, title: string) =>
    median(rounds.get(name)!.map(figures => figures.get(title)!));
  console.log(
    `| | ${names.join(' | ')} |\n|${' --- |'.repeat(names.length + 1)}`
  );
  for (const title of rounds.get('ours')![0].keys()) {
    const ours = of('ours', title);
    const cells = names.map(name => {
      const value = of(name, title);
      // Nothing is no multiple of anything.
      const ratio =
        name === 'ours' || ours === 0
          ? ''
          : ` (${(value / ours).toFixed(1)} ×)`;
      return `${Math.round(value)} ms${ratio}`;
    });
    console.log(`| ${title} | ${cells.join(' | ')} |`);
  }
}
