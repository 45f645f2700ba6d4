import { nullTranslator } from '@jupyterlab/translation';

import { moduleProblems, pathProblems } from '../../serving/settingsRenderer';
import type { IServedEntry } from '../../tokens';

const trans = nullTranslator.load('test');

const entry = (path: string, problem: string | null): IServedEntry => ({
  path,
  name: path,
  contents: false,
  names: [],
  enabled: true,
  problem
});

describe('pathProblems', () => {
  const problems = (...modules: unknown[]) =>
    pathProblems(
      modules,
      [entry('good', null), entry('gone', 'Folder not found.')],
      path => path.replace(/\/+$/, ''),
      trans
    );

  it('says what became of the entry', () => {
    expect(problems({ path: 'good' }, { path: 'gone/' })).toEqual([
      { path: null },
      { path: 'Folder not found.' }
    ]);
  });

  it('says what the list of entries leaves out', () => {
    expect(
      problems({ path: 'good' }, { path: 'good/' }, { path: ' ' })
    ).toEqual([
      { path: null },
      { path: '“good/” is in the list already.' },
      { path: 'Enter the path of a folder or a .py file.' }
    ]);
    // All of Jupyter's folder.
    expect(problems({ path: '', contents: true })).toEqual([{ path: null }]);
  });

  it('takes whatever the settings hold', () => {
    expect(problems(null, 1, {}, { path: 7 })).toEqual([
      null,
      null,
      null,
      null
    ]);
  });
});

it('moduleProblems tells names of modules from paths', () => {
  expect(
    moduleProblems(['market', 'market.db', 'market/db.py', '', 'a..b'], trans)
  ).toEqual([
    null,
    null,
    ...Array(3).fill('Enter the full name of a module, such as market.db.')
  ]);
});
