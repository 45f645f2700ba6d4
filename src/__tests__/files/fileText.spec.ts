import { nullTranslator } from '@jupyterlab/translation';

import { JupyterFileStore } from '../../files/fileStore';
import type { IProgramText } from '../../files/fileText';
import { fileText } from '../../files/fileText';
import { JupyterUnavailableError } from '../../files/jupyterUnavailable';
import type { FileData } from '../../tree/types';
import { fakeContents } from '../helpers/fakeContents';

const PATH = 'pkg/a.py';

/** The text of a file that is read like this. */
function textOf(
  read: () => Promise<FileData>,
  open: string | null = null
): Promise<IProgramText> {
  const entry = {
    name: 'a.py',
    path: PATH,
    isFolder: false,
    lastModified: '2026-01-01T00:00:00Z'
  };
  return fileText(PATH, {
    contents: { normalize: path => path },
    documents: { text: () => open } as never,
    store: {
      open: async () => {
        const data = await read();
        return data === null ? null : { entry, data };
      }
    },
    trans: nullTranslator.load('test')
  });
}

const bytes = (text: string) =>
  Uint8Array.from(text, character => character.charCodeAt(0));

describe('fileText', () => {
  it('asks for the file, and not for its folder', async () => {
    const asked: string[] = [];
    const { contents } = fakeContents(async (path, options) => {
      asked.push(`${options?.type} ${path}`);
      return { path, type: 'file', format: 'text', content: 'saved' };
    });
    const store = new JupyterFileStore(contents);
    const trans = nullTranslator.load('test');
    await expect(
      fileText(PATH, { contents, documents: null, store, trans })
    ).resolves.toEqual({ code: 'saved' });
    expect(asked).toEqual(['file pkg/a.py']);
  });

  it('prefers the text of an open editor', async () => {
    const read = async () => 'saved';
    await expect(textOf(read)).resolves.toEqual({ code: 'saved' });
    await expect(textOf(read, 'typed')).resolves.toEqual({ code: 'typed' });
  });

  it.each([
    '# coding: cp932\nimport a\nx = "\x95\x5c"',
    '# coding: cp949\n"\xb6\xca"',
    '# coding: cp437\n"\x82"',
    '# coding: mac_roman\n"\x8e"',
    '# coding: cp1252\n"\x82"',
    '# coding: klingon\n',
    '\xef\xbb\xbf# coding: latin-1\n'
  ])('leaves %j to Python', async file => {
    await expect(textOf(async () => bytes(file))).resolves.toEqual({
      code: file,
      bytes: bytes(file)
    });
  });

  it('leaves a text to Python that is UTF-8 by chance', async () => {
    const file = '# coding: cp932\n"\u00e9"';
    const { bytes: raw } = await textOf(async () => file);
    expect([...raw!]).toEqual([...bytes('# coding: cp932\n"\xc3\xa9"')]);
  });

  it.each([
    ['# coding: latin-1\n"\xe9"', '# coding: latin-1\n"\xe9"'],
    ['\xef\xbb\xbf"\xc3\xa9"', '"\xe9"']
  ])('decodes %j', async (file, code) => {
    await expect(textOf(async () => bytes(file))).resolves.toEqual({ code });
  });

  it.each([
    ['\xe9', '“pkg/a.py” is not valid utf-8. Save it as UTF-8'],
    ['# coding: ascii\n\xe9', '“pkg/a.py” is not valid ascii. Save it as UTF-8']
  ])('says what to do about %j', async (file, message) => {
    await expect(textOf(async () => bytes(file))).rejects.toThrow(message);
  });

  it.each<[Error, string]>([
    [
      new JupyterUnavailableError(PATH),
      'The Jupyter server does not answer, so'
    ],
    [new Error('/home/me/pkg/a.py'), 'could not read “pkg/a.py”. Its log']
  ])('says why nothing came: %s', async (reason, message) => {
    const text = textOf(() => Promise.reject(reason));
    await expect(text).rejects.toThrow(message);
    await expect(text).rejects.not.toThrow('/home');
  });

  it('says that there is no such file', async () => {
    await expect(textOf(async () => null)).rejects.toThrow(
      'There is no file “pkg/a.py”.'
    );
  });
});
