import { complete } from '../../completion/python/complete';
import type {
  ICompletions,
  ICompletionSource,
  ITextPlace
} from '../../completion/python/source';

const FILES: Readonly<Record<string, string>> = {
  market: 'from .data import load\nVERSION = 1\n_private = 2\n',
  'market.config': 'SETTINGS = {}\ntrend_threshold = 0.5\n',
  'market.data':
    'def load(name, limit=10):\n  """Loads."""\n\nclass Feed:\n  rate: int\n' +
    '  def start(self): pass\n',
  tools: 'import os\nfrom market.data import Feed\ndef clean(t): pass\n'
};

const TABLES: Readonly<Record<string, readonly string[]>> = {
  prices: ['Sym', 'Price', 'Size']
};

/** A worker whose Python knows `worker_name` and `worker_other` anywhere. */
class Source implements ICompletionSource {
  asked = 0;
  failures: unknown[] = [];
  isLost = false;
  readonly variables = ['price_limit', 'Sym'];

  readonly language = {
    complete: async (code: string, offset: number): Promise<ICompletions> => {
      this.asked += 1;
      if (this.isLost) {
        throw new Error('gone');
      }
      const [prefix] = /\w*$/.exec(code.slice(0, offset))!;
      const items = ['market', 'worker_name', 'worker_other']
        .filter(label => label.startsWith(prefix))
        .map(label => ({ label, kind: 'variable' as const }));
      return { start: offset - prefix.length, end: offset, items };
    },
    hover: async () => null,
    signatures: async () => [],
    warmUp: async () => undefined
  };

  async served(name: string) {
    const begin = name === '' ? '' : `${name}.`;
    const submodules = Object.keys(FILES)
      .filter(file => file.startsWith(begin))
      .map(file => file.slice(begin.length))
      .filter(file => !file.includes('.') && file !== '');
    return name === '' || name in FILES
      ? { source: FILES[name] ?? null, submodules }
      : null;
  }

  async columns(variable: string) {
    return (
      TABLES[variable]?.map(name => ({ name, type: 'java.lang.String' })) ??
      null
    );
  }

  onFailure(reason: unknown) {
    this.failures.push(reason);
  }
}

async function offered(
  text: string,
  source = new Source(),
  place?: ITextPlace
): Promise<string[]> {
  const offset = text.includes('|') ? text.indexOf('|') : text.length;
  const code = text.replace('|', '');
  const { items } = await complete(code, offset, source, place);
  return items.map(({ label }) => label);
}

const WORKER = ['worker_name', 'worker_other'];

describe('what is offered', () => {
  it.each([
    // Modules.
    ['import ', ['market', 'tools', ...WORKER]],
    ['import mar', ['market']],
    ['import market.', ['config', 'data', 'market', ...WORKER]],
    ['from tools import cl', ['clean']],
    [
      'from market import ',
      ['config', 'data', 'load', 'VERSION', 'market', ...WORKER]
    ],
    ['from market import _', ['_private']],
    ['from market.data import L', ['load']],
    ['import market\nmarket.VER', ['VERSION']],
    ['import market\nmarket.da', ['data']],
    ['import market\nmarket.conf', []],
    ['import market.config\nmarket.conf', ['config']],
    ['import market.config as c\nc.tr', ['trend_threshold']],
    ['from market import config\nconfig.SE', ['SETTINGS']],
    ['def f():\n  from market import config\n  config.SE|\n', ['SETTINGS']],
    [
      'from market.data import Feed\nFeed.',
      ['rate', 'start', 'market', ...WORKER]
    ],
    ['from tools import Feed\nFeed.ra', ['rate']],
    // Columns.
    ['prices.where("Sy', ['Sym']],
    ['prices.where("Sy|")\nprint()', ['Sym']],
    ['prices.where("s', ['Sym', 'Size']],
    ['prices.where("pri', ['Price', 'price_limit']],
    ['prices.sort("pri', ['Price']],
    ['prices.update("X = Price").where("X', ['X']],
    ['prices.where("Sym = `S', []],
    ['prices.where("Sym.S', []],
    // The worker.
    ['wor', WORKER],
    ['x.wor', WORKER],
    ['# wor', []],
    ['"wor', []],
    ['print("wor', []],
    ['x["wor', WORKER]
  ])('%j', async (text, expected) => {
    await expect(offered(text)).resolves.toEqual(expected);
  });

  it('knows relative imports in served files', async () => {
    const place = { module: 'market.config', isPackage: false };
    const source = new Source();
    for (const [text, expected] of [
      ['from .', ['config', 'data']],
      ['from . import da', ['data']],
      ['from .data import lo', ['load']],
      ['from .data import Feed\nFeed.ra', ['rate']]
    ] as const) {
      await expect(offered(text, source, place)).resolves.toEqual(expected);
    }
    const init = { module: 'market', isPackage: true };
    await expect(offered('from .da', source, init)).resolves.toEqual(['data']);
    await expect(offered('from .da', source)).resolves.toEqual([]);
  });

  it('comes with heads, documentation and types', async () => {
    const source = new Source();
    const { items } = await complete('from market.data import lo', 26, source);
    const [load, sym] = ['load', 'Sym'];
    expect(items[0]).toEqual({
      label: load,
      kind: 'function',
      detail: 'def load(name, limit=10)',
      documentation: 'def load(name, limit=10)\n\nLoads.'
    });
    const columns = await complete('prices.where("Sy', 16, source);
    expect(columns).toEqual({
      start: 14,
      end: 16,
      items: [{ label: sym, kind: 'column', detail: 'String' }]
    });
  });

  it('goes on without the worker', async () => {
    const source = new Source();
    source.isLost = true;
    await expect(offered('import mar', source)).resolves.toEqual(['market']);
    await expect(offered('mar', source)).resolves.toEqual([]);
    expect(source.failures).toHaveLength(2);
  });

  it('does not wait for a worker that takes long', async () => {
    const source = new Source();
    source.language.complete = () => new Promise(() => undefined);
    await expect(offered('import mar', source)).resolves.toEqual(['market']);
  });

  it('asks the worker for no formula and no text', async () => {
    const source = new Source();
    await offered('prices.where("Sy', source);
    await offered('# a', source);
    expect(source.asked).toBe(0);
  });
});
