import { DeephavenCompletionProvider } from '../../completion/provider';

/** A provider, in a page whose clock the test turns. */
function providing(text: string) {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const invoked: string[] = [];
  const editor = {
    isDisposed: false,
    hasFocus: () => true,
    model: { sharedModel: { getSource: () => text } },
    getCursorPosition: () => ({ line: 0, column: text.length }),
    getOffsetAt: () => text.length
  };
  const asked: string[] = [];
  const source = {
    language: {
      complete: async (code: string, offset: number) => {
        asked.push(code);
        now += 1500;
        const [name, start] = ['name', code.lastIndexOf('n')];
        const items = [{ label: name, kind: 'function' }];
        return { start, end: offset, items };
      }
    },
    onFailure: (reason: unknown) => {
      throw reason;
    }
  };
  const provider = new DeephavenCompletionProvider(
    {
      find: () => ({ before: 'x = 1\n', module: null, isPackage: false })
    } as never,
    { of: () => source } as never,
    id => invoked.push(id)
  );
  const context = { widget: { id: 'w' }, editor } as never;
  const fetch = (asked = text) =>
    provider.fetch({ text: asked, offset: [...asked].length }, context);
  return { asked, editor, fetch, invoked };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the provider', () => {
  it('counts characters as JupyterLab does, and knows the cells above', async () => {
    const { asked, fetch } = providing('"😀"; na');
    const { end, items, start } = await fetch();
    expect(asked).toEqual(['x = 1\n"😀"; na']);
    expect([start, end]).toEqual([5, 7]);
    expect(items).toMatchObject([{ insertText: 'name', type: 'function' }]);
  });

  it('offers a late answer once more, without asking again', async () => {
    const { asked, fetch, invoked } = providing('na');
    const reply = await fetch();
    expect(invoked).toEqual(['w']);
    await expect(fetch()).resolves.toBe(reply);
    expect(asked).toHaveLength(1);
    await fetch();
    expect(asked).toHaveLength(2);
  });

  it('drops a late answer when somebody has written on', async () => {
    const { editor, fetch, invoked } = providing('na');
    editor.model.sharedModel.getSource = () => 'nam';
    await fetch();
    editor.hasFocus = () => false;
    await fetch();
    expect(invoked).toEqual([]);
  });
});
