import { LanguageRequests } from '../../protocol/language';

/** Names of Python, and a head. */
const [NAME, OTHER, HEAD] = ['append', 'size', 'f(a)'];

/** Requests to a server plugin that answers one thing. */
function asking(answer: unknown) {
  const asked: [string, object][] = [];
  const language = new LanguageRequests({
    request: async (method, params) => {
      asked.push([method, params]);
      return answer;
    }
  });
  return { asked, language };
}

describe('what a worker knows of a text', () => {
  it('counts characters at the worker, and UTF-16 units here', async () => {
    const items = [
      { label: NAME, type: 'function' },
      { label: OTHER, type: 'statement' }
    ];
    const { asked, language } = asking({ start: 4, items });
    await expect(language.complete('"😀" a', 6)).resolves.toEqual({
      start: 5,
      end: 6,
      items: [
        { label: NAME, kind: 'function' },
        { label: OTHER, kind: 'variable' }
      ]
    });
    expect(asked).toEqual([['complete', { code: '"😀" a', offset: 5 }]]);
  });

  it('is nothing where the worker knows nothing', async () => {
    const { language } = asking({ start: 1, items: [] });
    await expect(language.complete('a', 1)).resolves.toBeNull();
    await expect(asking(null).language.hover('a', 1)).resolves.toBeNull();
    await expect(asking([]).language.signatures('a', 1)).resolves.toEqual([]);
  });

  it('has heads, documentation and parameters', async () => {
    const { language } = asking({ head: 'def f(a)', doc: 'Told.' });
    await expect(language.hover('f', 1)).resolves.toEqual({
      head: 'def f(a)',
      documentation: 'Told.'
    });
    const signature = { label: HEAD, doc: '', parameters: ['a'], active: 0 };
    await expect(asking([signature]).language.signatures('f(', 2))
      .resolves //
      .toEqual([
        { label: HEAD, documentation: '', parameters: ['a'], active: 0 }
      ]);
  });

  it('is prepared for once', async () => {
    const { asked, language } = asking(null);
    await language.warmUp();
    await language.warmUp();
    expect(asked).toHaveLength(1);
  });
});
