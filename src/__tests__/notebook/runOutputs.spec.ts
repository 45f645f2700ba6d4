import { nullTranslator } from '@jupyterlab/translation';

import {
  errorOutput,
  NAMES_TYPE,
  namesOutput
} from '../../notebook/runOutputs';

const trans = nullTranslator.load('test');

describe('errorOutput', () => {
  it('has the name, the message and the traceback', () => {
    const error =
      'Traceback (most recent call last):\n' +
      '  File "<run 1>", line 1, in <module>\n' +
      'ValueError: a: b\n';
    expect(
      errorOutput(error, { name: 'ValueError', message: 'a: b', frames: [] })
    ).toEqual({
      output_type: 'error',
      ename: 'ValueError',
      evalue: 'a: b',
      traceback: error.trimEnd().split('\n')
    });
  });
});

describe('namesOutput', () => {
  const result = { error: null, output: '', updated: [], removed: [] };

  it('has a line for what was created, updated and removed', () => {
    expect(
      namesOutput({ ...result, created: ['a', 'b'], removed: ['c'] }, trans)
    ).toMatchObject({
      output_type: 'display_data',
      data: {
        'text/plain': 'Created a, b\nRemoved c',
        [NAMES_TYPE]: { created: ['a', 'b'], updated: [], removed: ['c'] }
      }
    });
  });

  it('is not there when nothing was', () => {
    expect(namesOutput({ ...result, created: [] }, trans)).toBeNull();
  });
});
