import { hover, signatures } from '../../completion/python/inspect';
import type { ICompletionSource } from '../../completion/python/source';

const FILES: Readonly<Record<string, string>> = {
  feeds:
    'def load(name, limit: dict[str, int]={}) -> int:\n  """Loads."""\n\n' +
    'class Feed:\n  "A feed."\n  def __init__(self, url): pass\n  def go(self, fast=True): pass\n'
};

const PRINT = 'print(x)';

const SOURCE: ICompletionSource = {
  language: {
    complete: async () => null,
    hover: async code =>
      code.includes('print')
        ? { head: 'print(x)', documentation: 'Prints.' }
        : null,
    warmUp: async () => undefined,
    signatures: async code =>
      code.includes('print')
        ? [
            {
              label: PRINT,
              documentation: '',
              parameters: ['x'],
              active: 0
            }
          ]
        : []
  },
  served: async name =>
    name in FILES ? { source: FILES[name], submodules: [] } : null,
  columns: async name =>
    name === 'prices' ? [{ name: 'Sym', type: 'java.lang.String' }] : null,
  variables: [],
  onFailure: reason => {
    throw reason;
  }
};

/** A text without its cursor, and where that is. */
function place(text: string): [string, number] {
  const offset = text.includes('|') ? text.indexOf('|') : text.length;
  return [text.replace('|', ''), offset];
}

describe('what is told of a word', () => {
  it.each([
    ['prices.where("Sy|m > 1")', 'Sym: String', ''],
    ['prices.update("X = 1").sort("|X")', 'X', ''],
    [
      'from feeds import lo|ad',
      'def load(name, limit: dict[str, int]={}) -> int',
      'Loads.'
    ],
    ['import feeds\nfeeds.Fe|ed()', 'class Feed', 'A feed.'],
    [
      'from feeds import load as x\n|x(1)',
      'def load(name, limit: dict[str, int]={}) -> int',
      'Loads.'
    ],
    ['pri|nt()', 'print(x)', 'Prints.']
  ])('%j', async (text, head, documentation) => {
    await expect(hover(...place(text), SOURCE)).resolves.toMatchObject({
      head,
      documentation
    });
  });

  it.each(['a |+ b', '# pri|nt', 'x = "te|xt"', 'unkno|wn'])(
    'is nothing for %j',
    async text => {
      await expect(hover(...place(text), SOURCE)).resolves.toBeNull();
    }
  );
});

describe('the call that is being written', () => {
  const load = 'load(name, limit: dict[str, int]={}) -> int';
  it.each([
    ['print(', PRINT, 0],
    ['from feeds import load\nload(', load, 0],
    ['from feeds import load\nload("a", ', load, 1],
    ['from feeds import load\nx = load("a", {|})\n', load, 1],
    ['from feeds import load\nload(limit={', load, 1],
    ['from feeds import load\nload(1, 2, 3', load, null],
    ['import feeds\nfeeds.Feed(', 'Feed(url)', 0],
    ['from feeds import Feed\nFeed.go(', 'go(fast=True)', 0]
  ])('%j', async (text, label, active) => {
    const call = await signatures(...place(text), SOURCE);
    expect(call?.signatures[0]).toMatchObject({ label, active });
  });

  it.each(['load', 'load()', 'class A(', 'def f(', '(1, '])(
    'is none for %j',
    async text => {
      const [code, offset] = place(`from feeds import load\n${text}`);
      await expect(signatures(code, offset, SOURCE)).resolves.toBeNull();
    }
  );
});
