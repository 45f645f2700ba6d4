/**
 * Random edits, with runs between them: each run sees what a fresh Python sees
 * on a local disk, and executes nothing again where nothing has changed.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TestInfo } from '@playwright/test';
import { expect, test } from '@playwright/test';

import { Random } from '../../src/__tests__/helpers/random';
import type { IFileStore } from '../../src/tree/types';
import { environment } from '../environment';
import type { IDeephavenOption } from '../fixtures';
import { openJupyterStore } from '../jupyterStore';
import { LocalPython } from '../localPython';
import { DiskFileStore, NodeClient } from '../nodeClient';
import { OtherTimes, TIMES } from '../otherTimes';
import { Mirror, ServedDisk } from '../randomDisk';
import { RandomEdits } from '../randomEdits';
import { Executions } from '../randomExecutions';
import type { IProbe, ISights } from '../randomProbe';
import { differences, makeProbe, readSights } from '../randomProbe';
import { FILE, FOLDER } from '../randomTree';

const nodeTest = test.extend<{ deephaven: IDeephavenOption }>({
  deephaven: [{ url: '', key: '', plugin: 'ours' }, { option: true }]
});

/** How long the extension waits for further changes before it sends them. */
const QUIET = 350;

/** What the worker's paths of served files begin with, in an output. */
function rootIn(output: string): string {
  const mirror = /(?:\/[^"(/\s]+)+?\/served-\w+\/\d+\/jupyter(?=\/)/.exec(
    output
  );
  return mirror?.[0] ?? '/jupyter:';
}

/** Where the served files are, for the disk and for the extension. */
interface IPlace {
  /** The folder on the disk. */
  readonly folder: string;
  /** What the store calls it. */
  readonly root: string;
  readonly store?: IFileStore;
  /** Whether listings tell of edits that set a file's time back. */
  readonly keepsTimes?: boolean;
}

nodeTest('random edits', async ({ deephaven }, testInfo) => {
  const folder = testInfo.outputPath('served');
  await mkdir(folder);
  await editAndRun(deephaven, testInfo, { folder, root: folder });
});

for (const [way, part] of [
  ['the contents API', false],
  ['the server extension', true]
] as const) {
  nodeTest(`random edits through ${way}`, async ({ deephaven }, testInfo) => {
    test.skip(deephaven.plugin === 'published', 'Files are read the same way');
    const parent = environment('JUPYTER_ROOT');
    const folder = await mkdtemp(join(parent, 'random-'));
    try {
      const store = await openJupyterStore(part);
      const root = basename(folder);
      await editAndRun(deephaven, testInfo, { folder, root, store });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

for (const kind of Object.keys(TIMES) as (keyof typeof TIMES)[]) {
  nodeTest(`random edits with ${kind}`, async ({ deephaven }, testInfo) => {
    test.skip(deephaven.plugin === 'published', 'Files are read the same way');
    const folder = testInfo.outputPath('served');
    await mkdir(folder);
    const keepsTimes = kind.startsWith('one time');
    const store = new OtherTimes(new DiskFileStore(), kind);
    // The clock of the extension jumps.
    const { now } = Date;
    let calls = 0;
    Date.now = () => now() + (++calls % 3) * 10_000 - 10_000;
    try {
      const place = { folder, keepsTimes, root: folder, store };
      await editAndRun(deephaven, testInfo, place);
    } finally {
      Date.now = now;
    }
  });
}

async function editAndRun(
  deephaven: IDeephavenOption,
  testInfo: TestInfo,
  { folder: served, keepsTimes, root, store }: IPlace
): Promise<void> {
  testInfo.setTimeout(600000);
  const isOurs = deephaven.plugin === 'ours';
  const options = { withFiles: isOurs };
  const { RANDOM_EDITS_SEED, RANDOM_EDITS_STEPS } = process.env;
  const seed = Number(RANDOM_EDITS_SEED ?? 1);
  const steps = Number(RANDOM_EDITS_STEPS ?? 150);
  console.log(`RANDOM_EDITS_SEED=${seed} RANDOM_EDITS_STEPS=${steps}`);

  const random = new Random(seed);
  const edits = new RandomEdits(random, isOurs);
  const executions = new Executions();
  const mirrored = testInfo.outputPath('mirror');
  await mkdir(mirrored);
  const disk = new ServedDisk(served, root, keepsTimes);
  const mirror = new Mirror(mirrored);
  const python = new LocalPython();
  const client = await NodeClient.connect(
    deephaven,
    { [FOLDER]: join(root, FOLDER), solo: join(root, FILE) },
    { documents: disk.documents, store }
  );
  const history: string[] = [];

  /** Make one step. */
  const edit = () => {
    let tree = edits.tree;
    const step = history.length > 0 ? edits.next() : edits.begin();
    for (const one of step.edits) {
      tree = tree.apply(one);
      disk.apply(one);
    }
    history.push(`${history.length}. ${step.label}`);
    if (random.oneIn(3)) {
      client.recordChange();
    }
  };

  /** Execute a program in the worker and in a fresh Python. */
  const run = async ({ program }: IProbe): Promise<[ISights, ISights]> => {
    mirror.update(edits.tree);
    const [{ error, output }, local] = await Promise.all([
      client.run(program),
      python.run(program, mirrored)
    ]);
    expect(error).toBeNull();
    return [
      readSights(output, rootIn(output) + join('/', root), options),
      readSights(local, mirrored, options)
    ];
  };

  let runs = 0;
  // CPython cannot import from a namespace package that outlives the package
  // it is in, whose import failed: served namespace packages have no such fault.
  let incomparable = 0;
  let executed = 0;
  let executable = 0;
  const began = Date.now();
  try {
    expect(client.plugin.kind).toBe(deephaven.plugin);
    while (history.length < steps) {
      const count = 1 + random.below(4);
      for (let made = 0; made < count && history.length < steps; made++) {
        edit();
      }
      if (random.oneIn(30)) {
        await sleep(QUIET);
      }
      const probe = makeProbe(random, edits.tree, options);
      const kept = executions.kept(edits.tree);
      const [worker, local] = await run(probe);
      const again = worker.log.filter(
        entry => isOurs && entry[0] === '+' && kept.has(entry.slice(1))
      );
      const more = worker.log.filter(entry => !local.log.includes(entry));
      const asOnDisk = [
        ...differences(worker.seen, local.seen),
        ...more.map(entry => `${entry.slice(1)} is executed, not on a disk`),
        ...(isOurs ? [] : differences(worker.log, local.log, ['log']))
      ];
      const isComparable = !JSON.stringify(local.seen).includes('"KeyError"');
      const wrong = [
        ...(isComparable ? asOnDisk : []),
        ...again.map(entry => `${entry.slice(1)} is executed again`)
      ];
      const context = [
        `Seed ${seed}, run ${runs + 1}. The last steps:`,
        ...history.slice(-10),
        `The program imports ${Object.keys(worker.seen).join(', ')}`,
        ...wrong.slice(0, 12)
      ].join('\n');
      expect(wrong.length, context).toBe(0);
      executions.ran(edits.tree, kept, worker);
      runs += 1;
      incomparable += isComparable ? 0 : 1;
      executed += worker.log.length;
      executable += local.log.length;
    }
  } finally {
    client.close();
    python.close();
    const seconds = (Date.now() - began) / 1000;
    console.log(
      `${history.length} steps, ${runs} runs in ${seconds.toFixed(1)} s; ` +
        `${incomparable} not comparable; ` +
        `${((100 * executed) / Math.max(1, executable)).toFixed(0)} % executed anew`
    );
  }
}
