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
  const hovered: [string, number][] = [];
  const hover = async (code: string, offset: number) => {
    hovered.push([code, offset]);
    return { head: 'def name()', documentation: 'Told.' };
  };
  const provider = new DeephavenCompletionProvider(
    {
      find: () => ({
        before: 'x = 1\n',
        module: null,
        isPackage: false,
        connection: { language: { within: () => ({ hover }) } },
        scope: null
      })
    } as never,
    { of: () => source } as never,
    id => invoked.push(id)
  );
  const context = { widget: { id: 'w' }, editor } as never;
  const fetch = (asked = text) =>
    provider.fetch({ text: asked, offset: [...asked].length }, context);
  const resolve = (item: { label: string; documentation?: string }) =>
    provider.resolve(item, context, { start: 0, end: 2, value: item.label });
  return { asked, editor, fetch, hovered, invoked, resolve };
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

  it('asks for the documentation of a name as if it stood in the text', async () => {
    const { hovered, resolve } = providing('na + 1');
    const label = 'name';
    await expect(resolve({ label })).resolves.toEqual({
      label,
      documentation: 'def name()\n\nTold.'
    });
    expect(hovered).toEqual([['x = 1\nname + 1', 'x = 1\nname'.length]]);
    const known = { label, documentation: 'Known.' };
    await expect(resolve(known)).resolves.toBe(known);
    expect(hovered).toHaveLength(1);
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
