import type { DocumentRegistry } from '@jupyterlab/docregistry';

import { OpenDocuments, watchDocuments } from '../../files/openDocuments';
import { keyOfText, makeContent } from '../../protocol/content';
import { FakeDocument, managing } from '../helpers/fakeDocuments';

const PATH = 'pkg/a.py';

/** The text that counts for a file with these open documents. */
function textWith(...documents: FakeDocument[]): string | null {
  return new OpenDocuments(managing(() => documents)).text(
    { path: PATH },
    keyOfText
  );
}

/** An editor with a file that was loaded. */
async function editing(text = 'a = 1', factory?: string, type?: string) {
  const editor = new FakeDocument(PATH, factory, type);
  textWith(editor);
  return editor.load(text);
}

const notebook = (text: string) =>
  editing(text, 'Jupytext Notebook', 'notebook');

describe('an editor', () => {
  it('has nothing to say of a file that it shows unchanged', async () => {
    expect(textWith()).toBeNull();
    const editor = await editing();
    // The file may have changed, with the same time or another one.
    expect(textWith(editor)).toBeNull();
  });

  it('has nothing to say before its file is loaded', () => {
    expect(textWith(new FakeDocument(PATH))).toBeNull();
  });

  it('counts when it has changed, until it is saved', async () => {
    const editor = await editing();
    editor.edit('a = 2');
    expect(textWith(editor)).toBe('a = 2');
    const end = editor.save();
    expect(textWith(editor)).toBe('a = 2');
    end();
    expect(textWith(editor)).toBeNull();
  });

  it('counts where Jupytext takes its file for a notebook', async () => {
    const editor = await editing('a = 1', 'Editor', 'notebook');
    editor.edit('a = 2');
    expect(textWith(editor)).toBe('a = 2');
  });

  it('counts when another extension has set its text', async () => {
    const editor = await editing();
    editor.set('a = 2');
    expect(textWith(editor)).toBe('a = 2');
  });

  it('counts when somebody types while it is saved', async () => {
    const editor = await editing();
    editor.edit('a = 2');
    const end = editor.save();
    editor.edit('a = 3');
    end();
    expect(editor.model.dirty).toBe(false);
    expect(textWith(editor)).toBe('a = 3');
  });

  it('does not count when it has changed and is as it was', async () => {
    const editor = await editing();
    editor.edit('a = 2');
    editor.edit('a = 1');
    expect(textWith(editor)).toBeNull();
  });

  it('does not count when it was loaded again', async () => {
    const editor = await editing();
    editor.edit('a = 2');
    await editor.load('a = 3');
    expect(textWith(editor)).toBeNull();
  });

  it('counts when it is dirty as it is first met', async () => {
    const editor = new FakeDocument(PATH);
    await editor.load('a = 1');
    editor.edit('a = 2');
    expect(textWith(editor)).toBe('a = 2');
  });

  it('does not count for other than text', async () => {
    const editor = await editing('a = 1', 'Notebook', 'directory');
    editor.edit('a = 2');
    expect(textWith(editor)).toBeNull();
  });
});

describe('a file that is open as a notebook', () => {
  it('counts as the text that Jupytext will save', async () => {
    const open = await notebook('a = 1\n\nb = 1');
    expect(textWith(open)).toBeNull();
    open.edit('%matplotlib inline\na = 2\n\nb = 2');
    expect(textWith(open)).toBe(
      '# %%\n# %matplotlib inline\na = 2\n\n# %%\nb = 2\n'
    );
  });

  it('counts beside an editor, whichever has changed last', async () => {
    const editor = await editing();
    const open = await notebook('a = 1');
    open.edit('a = 2');
    expect(textWith(editor, open)).toContain('a = 2');
    editor.edit('a = 3');
    expect(textWith(editor, open)).toBe('a = 3');
    open.edit('a = 4');
    expect(textWith(editor, open)).toContain('a = 4');
    open.save()();
    expect(textWith(editor, open)).toBe('a = 3');
  });

  it('does not count for being dirty alone', async () => {
    const open = await notebook('a = 1');
    open.model.dirty = true;
    expect(textWith(open)).toBeNull();
  });
});

describe('a shared document', () => {
  const hashOf = (text: string) => makeContent(text).key;

  /** A document that the server has loaded. */
  async function sharing(text: string, hash?: string) {
    const shared = new FakeDocument(PATH, 'Editor', 'file', true);
    textWith(shared);
    return shared.load(text, hash);
  }

  it('counts when anybody has typed, dirty or not', async () => {
    const shared = await sharing('a = 1', hashOf('a = 1'));
    shared.set('a = 2');
    expect(textWith(shared)).toBe('a = 2');
  });

  it('does not count when the server has saved it: the file may be newer', async () => {
    const shared = await sharing('a = 1', hashOf('a = 1'));
    expect(textWith(shared)).toBeNull();
    shared.set('a = 2');
    shared.recordSaved(hashOf('a = 2'));
    expect(textWith(shared)).toBeNull();
  });

  it('counts when somebody types while the server saves', async () => {
    const shared = await sharing('a = 1', hashOf('a = 1'));
    shared.set('a = 2');
    shared.set('a = 3');
    shared.recordSaved(hashOf('a = 2'));
    expect(textWith(shared)).toBe('a = 3');
  });

  it('may have other line ends in its file', async () => {
    const shared = await sharing(
      'a = 1\nb = 2\n',
      hashOf('a = 1\r\nb = 2\r\n')
    );
    expect(textWith(shared)).toBeNull();
  });

  it.each([
    ['no hash', undefined, undefined],
    ['a hash of another kind', hashOf('a = 1'), 'md5']
  ])('counts where the server tells %s', async (_, hash, algorithm) => {
    const shared = await sharing('a = 1', hash);
    shared.contentsModel!.hash_algorithm = algorithm;
    expect(textWith(shared)).toBe('a = 1');
  });
});

describe('watching documents', () => {
  /** What is told of a document in a widget of some factory. */
  function watched(factory: string, document: FakeDocument) {
    const told = jest.fn();
    const extensions = new Map<string, DocumentRegistry.WidgetExtension>();
    watchDocuments(
      {
        addWidgetExtension: (
          name: string,
          extension: DocumentRegistry.WidgetExtension
        ) => extensions.set(name, extension)
      } as unknown as DocumentRegistry,
      told
    );
    const made = extensions
      .get(factory)!
      .createNew(
        null as never,
        document as unknown as DocumentRegistry.Context
      );
    return { made, told };
  }

  it.each(['Editor', 'Notebook', 'Jupytext Notebook'])(
    'tells of changes and of the end in %s',
    factory => {
      const document = new FakeDocument(PATH, factory);
      const { made, told } = watched(factory, document);
      document.edit('a = 2');
      expect(told).toHaveBeenCalledTimes(1);
      expect(told).toHaveBeenCalledWith(PATH);
      made!.dispose();
      expect(told).toHaveBeenCalledTimes(2);
      document.edit('a = 3');
      expect(told).toHaveBeenCalledTimes(2);
    }
  );

  it('tells nothing of other notebooks', () => {
    const document = new FakeDocument('pkg/a.ipynb', 'Notebook', 'notebook');
    const { made, told } = watched('Notebook', document);
    document.edit('a = 2');
    expect([made, told.mock.calls]).toEqual([undefined, []]);
  });
});
