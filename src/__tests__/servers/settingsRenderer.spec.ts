import { nullTranslator } from '@jupyterlab/translation';

import { serverProblems } from '../../servers/settingsRenderer';

const trans = nullTranslator.load('test');

/** What is wrong with servers, without the fields that are right. */
function problems(...servers: unknown[]) {
  return serverProblems(servers, trans).map(problem =>
    Object.fromEntries(
      Object.entries(problem ?? {}).filter(([, text]) => text !== null)
    )
  );
}

describe('serverProblems', () => {
  it('says what is wrong with a URL', () => {
    expect(
      problems(
        { name: 'a', url: 'localhost:10000' },
        { name: 'b', url: 'ftp://localhost' },
        { name: 'c', url: 'http://me:secret@localhost' },
        { name: 'd', url: '' }
      )
    ).toEqual([
      {},
      { url: expect.stringContaining('http:// or https://') },
      { url: expect.stringContaining('Remove the user name and password') },
      { url: expect.stringContaining('not the URL of a server') }
    ]);
  });

  it('says which name is taken, also by a host', () => {
    expect(
      problems(
        { name: 'localhost:1', url: 'http://localhost:2' },
        { name: '', url: 'http://localhost:1' },
        { name: ' localhost:1 ', url: 'http://localhost:3' },
        // Left out, so its name is free.
        { name: 'Bad', url: 'ftp://x' },
        { name: 'Bad', url: 'http://x' }
      )
    ).toEqual([
      {},
      { name: 'There is a server called “localhost:1” already.' },
      { name: 'There is a server called “localhost:1” already.' },
      { url: expect.any(String) },
      {}
    ]);
  });

  it('asks for the handler that was not entered yet', () => {
    const url = 'http://localhost:1';
    expect(problems({ name: 'a', url, auth: '' })).toEqual([
      { auth: expect.stringContaining('Enter the class name') }
    ]);
    expect(problems({ name: 'a', url, auth: 'com.example.Mine' })).toEqual([
      {}
    ]);
  });

  it('takes whatever the settings hold', () => {
    expect(problems(null, 1, {}, { url: 7 })).toHaveLength(4);
  });
});
