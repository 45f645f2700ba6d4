import { lookOf, savedLook } from '../../deephaven/savedLook';

const LOOK = {
  sorts: [
    { column: 'Price', isDescending: true },
    { column: '__proto__', isDescending: false }
  ],
  filters: new Map([
    ['Sym', '=A'],
    ['__proto__', '>1']
  ])
};

const NONE = { sorts: [], filters: new Map() };

describe('savedLook', () => {
  it('comes back as it was, by way of JSON', () => {
    const json = JSON.stringify(savedLook(LOOK));
    expect(lookOf(JSON.parse(json))).toEqual(LOOK);
  });
});

describe('lookOf', () => {
  it.each([
    undefined,
    null,
    7,
    'sorts',
    [],
    { sorts: 'Price', filters: 5 },
    { sorts: [null, 1, {}, { column: 3 }], filters: { Price: 7, Sym: null } },
    { sorts: {}, filters: null }
  ])('takes nothing of %j', value => {
    expect(lookOf(value)).toEqual(NONE);
  });

  it('takes what is right beside what is not', () => {
    expect(
      lookOf({ sorts: [{}, { column: 'A' }], filters: { A: '1', B: 2 } })
    ).toEqual({
      sorts: [{ column: 'A', isDescending: false }],
      filters: new Map([['A', '1']])
    });
  });
});
