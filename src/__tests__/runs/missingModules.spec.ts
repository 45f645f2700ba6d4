import { nullTranslator } from '@jupyterlab/translation';

import { explainMissing } from '../../runs/missing/missingModules';
import type { IDeephavenServer, IServedModules } from '../../tokens';
import { fakeContents, responseError } from '../helpers/fakeContents';

/** A Jupyter server with these files. */
function contentsOf(files: readonly string[]) {
  return fakeContents(async path => {
    const prefix = path === '' ? '' : `${path}/`;
    const inside = files.filter(file => file.startsWith(prefix));
    if (inside.length === 0 && path !== '') {
      throw responseError(404, 'Not found');
    }
    const names = new Set(
      inside.map(file => file.slice(prefix.length).split('/')[0])
    );
    const content = [...names].map(name => ({
      name,
      path: prefix + name,
      type: files.includes(prefix + name) ? 'file' : 'directory'
    }));
    return { path, type: 'directory', content };
  }).contents;
}

/** What is made of an error. */
async function explain(
  message: string,
  files: readonly string[],
  {
    path,
    entries = [],
    serving = true,
    plugin = 'ours',
    name = 'ModuleNotFoundError'
  }: {
    path?: string;
    entries?: { path: string; contents: boolean; enabled: boolean }[];
    serving?: boolean;
    plugin?: string;
    name?: string;
  } = {}
) {
  const { error, exception, unserved } = await explainMissing(
    {
      error: `Traceback (most recent call last):\n  File "x", line 1\n${name}: ${message}`,
      exception: { name, message, frames: [] },
      created: [],
      updated: [],
      removed: [],
      output: ''
    },
    { connection: { plugin: { kind: plugin } } } as unknown as IDeephavenServer,
    { path },
    {
      contents: contentsOf(files),
      served: { entries, serving } as unknown as IServedModules,
      trans: nullTranslator.load('test')
    }
  );
  expect(error).toMatch(new RegExp(`\n${name}: [^]*$`));
  expect(error!.endsWith(exception!.message)).toBe(true);
  return { message: exception!.message, unserved };
}

it.each([
  ['polars', 'polars'],
  ['sklearn', 'scikit-learn'],
  ['cv2', 'opencv-python'],
  ['PIL', 'Pillow'],
  ['yaml', 'PyYAML'],
  ['bs4', 'beautifulsoup4'],
  ['dateutil', 'python-dateutil'],
  ['pandas_market_calendars', 'pandas-market-calendars']
])('says how to install %s', async (name, distribution) => {
  const missing = `No module named '${name}'`;
  expect(await explain(missing, ['a.py'])).toEqual({
    message: `${missing}. It is not on the worker. Install it there: pip install ${distribution}`
  });
});

it('says of a notebook that it is no module', async () => {
  const missing = "No module named 'analysis'";
  const files = ['work/a.py', 'work/analysis.ipynb'];
  const { message } = await explain(missing, files, { path: 'work/a.py' });
  expect(message).toMatch(
    /analysis.ipynb” is a notebook, and Python imports \.py files only/
  );
});

it.each(['tkinter', '_private', 'über'])(
  'names no distribution for %s',
  async name => {
    const missing = `No module named '${name}'`;
    const { message } = await explain(missing, []);
    expect(message).toBe(`${missing}. It is not on the worker.`);
  }
);

it.each([
  ["No module named 'pkg.sub'"],
  ["No module named 'pkg': client 'a', which served it, is gone"],
  ["No module named 'pkg'; 'pkg' is not a package"],
  ['something else']
])('leaves %j as it is', async missing => {
  expect(await explain(missing, ['pkg.py'])).toEqual({ message: missing });
});

it('leaves other errors as they are', async () => {
  const missing = "No module named 'pkg'";
  const options = { name: 'ImportError' };
  expect(await explain(missing, [], options)).toEqual({ message: missing });
});

describe('a module of the workspace', () => {
  const missing = "No module named 'alpha'";

  it.each<[string, string[], string | undefined, string, boolean]>([
    ['beside the file', ['r/alpha.py'], 'r/run.py', 'r/alpha.py', false],
    ['a package', ['r/alpha/a.py'], 'r/run.py', 'r/alpha', false],
    ['in src', ['r/src/alpha/a.py'], 'r/run.py', 'r/src', true],
    ['in src above', ['r/src/alpha.py'], 'r/bin/x/run.py', 'r/src', true],
    ['of a cell', ['r/alpha.py'], 'r/a.ipynb#cell-id=1f', 'r/alpha.py', false],
    ['at the top', ['alpha.py'], 'r/run.py', 'alpha.py', false],
    ['in src at the top', ['src/alpha.py'], undefined, 'src', true],
    ['the nearest', ['alpha.py', 'r/alpha.py'], 'r/run.py', 'r/alpha.py', false]
  ])('can be served: %s', async (_, files, path, found, contents) => {
    const all = [...files, path ?? 'run.py'];
    expect(await explain(missing, all, { path })).toEqual({
      message: `${missing}. It is in “${found}”, which is not served.`,
      unserved: { name: 'alpha', path: found, contents, isOff: false }
    });
  });

  it('is none where the folder has no Python', async () => {
    const { message } = await explain(missing, ['alpha/data.csv']);
    expect(message).toContain('pip install alpha');
  });

  it.each([
    [false, true],
    [true, false]
  ])('can be switched on (%s, %s)', async (serving, enabled) => {
    const entries = [{ path: 'src', contents: true, enabled }];
    const options = { entries, serving };
    expect(await explain(missing, ['src/alpha.py'], options)).toEqual({
      message: `${missing}. It is in “src”, but serving that is switched off.`,
      unserved: { name: 'alpha', path: 'src', contents: true, isOff: true }
    });
  });

  it('that is served already has no offer', async () => {
    const entries = [{ path: 'src', contents: true, enabled: true }];
    const options = { entries };
    expect(await explain(missing, ['src/alpha.py'], options)).toEqual({
      message: missing
    });
  });

  it('cannot be served to a worker without the plugin', async () => {
    const options = { plugin: 'missing' };
    const { message, unserved } = await explain(missing, ['alpha.py'], options);
    expect(message).toContain('the worker has no server plugin');
    expect(unserved).toBeUndefined();
  });
});
