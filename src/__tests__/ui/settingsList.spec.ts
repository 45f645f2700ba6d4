import { withProblems } from '../../ui/settingsList';

describe('withProblems', () => {
  it('puts each problem to its field, beside the errors of the schema', () => {
    const errors = {
      '0': { url: { __errors: ['must be string'] } },
      '2': { __errors: ['must be object'] }
    };
    expect(
      withProblems(errors, [
        { name: null, url: 'No URL.' },
        null,
        'Nothing.',
        { path: 'Not found.' }
      ])
    ).toEqual({
      '0': { url: { __errors: ['must be string', 'No URL.'] } },
      '2': { __errors: ['must be object', 'Nothing.'] },
      '3': { path: { __errors: ['Not found.'] } }
    });
    expect(errors['0'].url.__errors).toHaveLength(1);
  });

  it('is what it was where nothing is wrong', () => {
    expect(withProblems(undefined, [null, { path: null }])).toBeUndefined();
  });
});
