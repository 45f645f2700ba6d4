import { readCursor } from '../../completion/python/cursor';

/** What is at the end of a text, in short. */
function at(code: string): unknown {
  const { at, prefix } = readCursor(code);
  if (at.kind === 'string') {
    return ['string', at.text];
  }
  const { kind, ...rest } = at;
  return [kind, ...Object.values(rest), prefix];
}

describe('what is being written', () => {
  it.each([
    ['import mar', ['module', '', 0, 'mar']],
    ['import ', ['module', '', 0, '']],
    ['import market.', ['module', 'market', 0, '']],
    ['import market.data.lo', ['module', 'market.data', 0, 'lo']],
    ['import a as b, ma', ['module', '', 0, 'ma']],
    ['import a as ', ['none', '']],
    ['from ma', ['module', '', 0, 'ma']],
    ['from market.co', ['module', 'market', 0, 'co']],
    ['from ..da', ['module', '', 2, 'da']],
    ['from .', ['module', '', 1, '']],
    ['from market import ', ['member', 'market', 0, '']],
    ['from market import (a, lo', ['member', 'market', 0, 'lo']],
    ['from market import (\n  a,\n  ', ['member', 'market', 0, '']],
    ['from . import ', ['member', '', 1, '']],
    ['from .data import lo', ['member', 'data', 1, 'lo']],
    ['x = 1\nmarket.', ['attribute', ['market'], '']],
    ['print(market.config.SE', ['attribute', ['market', 'config'], 'SE']],
    ['t.where("A").upd', ['attribute', null, 'upd']],
    ['(t\n .where("A")\n .', ['attribute', null, '']],
    ['f(pri', ['name', 'pri']],
    ['import a\npri', ['name', 'pri']],
    ['import a\n', ['name', '']],
    ['# see market.', ['none', '']],
    ['x = 12', ['none', '12']],
    ['t.where("Sy', ['string', 'Sy']],
    ["t.where(['A > 1', 'Sy", ['string', 'Sy']],
    ['t.where(f"Sy', ['string', 'Sy']],
    ['t.where(f"{li', ['name', 'li']],
    ['x = """a\n b', ['string', 'a\n b']],
    ['t.where("Sy")', ['name', '']]
  ])('%j', (code, expected) => {
    expect(at(code)).toEqual(expected);
  });
});
