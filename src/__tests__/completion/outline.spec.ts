import { outline } from '../../completion/python/outline';

const names = (source: string) => [...outline(source).keys()];

describe('the names of a module', () => {
  it.each([
    ['A = 1\nB: int = 2\nc = d = 3', ['A', 'B', 'c', 'd']],
    ['a, (b, c) = f()', ['a', 'b', 'c']],
    ['x.y = 1\nz[0] = 2', []],
    ['x: int', ['x']],
    ['def f(a):\n  b = 1\n\nasync def g(): pass', ['f', 'g']],
    ['@cache\n@other(1)\ndef f(): pass', ['f']],
    ['class A:\n  x = 1\n  def m(self): pass', ['A']],
    ['if a:\n  b = 1\nelse:\n  c = 2', ['b', 'c']],
    ['try:\n  import a\nexcept E as e:\n  a = None', ['a']],
    ['with f() as x:\n  y = 1', ['x', 'y']],
    ['for i in range(3):\n  j = i', ['i', 'j']],
    ['import a, b.c, d.e as f', ['a', 'b', 'f']],
    [
      'from a import b, c as d\nfrom . import e\nfrom x import *',
      ['b', 'd', 'e']
    ],
    ['A = 1\ndef (:\n  broken\nB = 2', ['A', 'B']],
    ['a = b = lambda c: c', ['a', 'b']]
  ])('%j', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it('come with what is written of them', () => {
    const found = outline(
      'def f(a,\n      b=1) -> int:\n  """Adds.\n\n  More.\n  """\n' +
        'class C(Base):\n  "A class."\n  x: int = 1\n  def m(self): pass\n' +
        'from ..a.b import c as d\nimport e.f as g\nimport h.i'
    );
    expect(found.get('f')).toEqual({
      name: 'f',
      kind: 'function',
      head: 'def f(a, b=1) -> int',
      doc: 'Adds.\n\nMore.'
    });
    const { doc, head, kind, members } = found.get('C')!;
    expect([kind, head, doc]).toEqual(['class', 'class C(Base)', 'A class.']);
    expect(members?.map(({ name }) => name)).toEqual(['x', 'm']);
    expect(found.get('d')?.imported).toEqual({
      level: 2,
      module: 'a.b',
      member: 'c',
      loads: null
    });
    expect(found.get('g')?.imported?.module).toBe('e.f');
    expect(found.get('h')?.imported).toMatchObject({
      module: 'h',
      loads: 'h.i'
    });
  });
});
