import {
  asJSON,
  INITIAL_VIEW,
  isSameView,
  toViewState
} from '../../results/deephaven/viewState';

const VIEW = {
  sorts: [
    { column: 'Price', isDescending: true },
    { column: 'Symbol', isDescending: false }
  ],
  filters: { Price: '>=50', Symbol: 'A' },
  grid: { frozenColumns: ['Symbol'], rollupConfig: undefined }
};

describe('toViewState', () => {
  it('reads what asJSON wrote', () => {
    const json = JSON.parse(JSON.stringify(asJSON(VIEW)));
    expect(toViewState(json)).toEqual({
      ...VIEW,
      grid: { frozenColumns: ['Symbol'] }
    });
  });

  it.each([null, undefined, 3, 'text', [], { sorts: 1, filters: [], grid: 2 }])(
    'makes a first view of %j',
    value => {
      expect(toViewState(value)).toEqual(INITIAL_VIEW);
    }
  );

  it('leaves out parts that are not of a state', () => {
    expect(
      toViewState({
        sorts: [{ column: 'A' }, { column: 7 }, null, 'B'],
        filters: { A: '>1', B: 2, C: null },
        more: true
      })
    ).toEqual({
      sorts: [{ column: 'A', isDescending: false }],
      filters: { A: '>1' }
    });
  });
});

describe('isSameView', () => {
  it('takes what is undefined for what is not there', () => {
    expect(isSameView(VIEW, toViewState(asJSON(VIEW)))).toBe(true);
  });

  it('sees the order of sorts', () => {
    const swapped = { ...VIEW, sorts: [...VIEW.sorts].reverse() };
    expect(isSameView(VIEW, swapped)).toBe(false);
  });
});
