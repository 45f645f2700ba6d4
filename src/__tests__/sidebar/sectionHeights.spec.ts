import { shares } from '../../sidebar/sectionHeights';

describe('the heights of sections', () => {
  it.each([
    // There is enough: the last one gets the rest.
    [600, [80, 100, 50], [80, 100, 420]],
    // What needs little gets it; the others share the rest.
    [600, [80, 900, 900], [80, 260, 260]],
    [600, [900, 900, 900], [200, 200, 200]],
    [600, [900, 80, 100], [420, 80, 100]],
    [600, [900], [600]],
    [600, [], []]
  ])('of %d, for those that need %j, are %j', (available, needed, expected) => {
    expect(shares(available, needed)).toEqual(expected);
  });
});
