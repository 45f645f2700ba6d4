import type { dh } from '@deephaven/jsapi-types';

import { changeBetween, WorkerLanguage } from '../../worker/language';

/** What its Python knows. */
const [NAME, HEAD, PARAMETER] = ['found', 'f(a)', 'a'];

/** A session that notes what it is sent, and applies changes as servers do. */
class FakeSession {
  readonly sent: string[] = [];
  readonly texts = new Map<string, string>();

  openDocument({ textDocument }: IDocumentParams): void {
    this.sent.push(`open ${textDocument.version}`);
    this.texts.set(textDocument.uri, textDocument.text!);
  }

  changeDocument({ contentChanges, textDocument }: IDocumentParams): void {
    this.sent.push(`change ${textDocument.version}`);
    const text = this.texts.get(textDocument.uri)!;
    const [change] = contentChanges!;
    const { end, start } = change.range;
    this.texts.set(
      textDocument.uri,
      text.slice(0, at(text, start)) + change.text + text.slice(at(text, end))
    );
  }

  closeDocument({ textDocument }: IDocumentParams): void {
    this.sent.push(`close ${textDocument.version}`);
    this.texts.delete(textDocument.uri);
  }

  async getCompletionItems({ position, textDocument }: IDocumentParams) {
    this.sent.push(`complete ${textDocument.version}`);
    const range = { start: { ...position!, character: 0 }, end: position };
    return [
      {
        label: NAME,
        kind: 3,
        documentation: { value: 'Told.' },
        textEdit: { text: 'found', range }
      }
    ];
  }

  async getHover() {
    return { contents: { kind: 'markdown', value: '' } };
  }

  async getSignatureHelp() {
    return [
      {
        label: HEAD,
        documentation: null,
        parameters: [{ label: PARAMETER }],
        activeParameter: -1
      }
    ];
  }
}

interface IPosition {
  line: number;
  character: number;
}

interface IDocumentParams {
  textDocument: { uri: string; version: number; text?: string };
  contentChanges?: {
    range: { start: IPosition; end: IPosition };
    text: string;
  }[];
  position?: IPosition;
}

function at(text: string, { character, line }: IPosition): number {
  const lines = text.split('\n').slice(0, line);
  return lines.reduce((sum, { length }) => sum + length + 1, character);
}

function starting() {
  const session = new FakeSession();
  const language = new WorkerLanguage(session as unknown as dh.IdeSession);
  return { session, language };
}

describe('the language of a worker', () => {
  it('sends a text once, then what changes', async () => {
    const { language, session } = starting();
    const document = language.of({});
    await document.complete('a\nfo', 4);
    await document.complete('a\nfo', 4);
    const found = await document.complete('a\nb\nfou', 7);
    expect(session.sent).toEqual([
      'open 1',
      'complete 1',
      'complete 1',
      'change 2',
      'complete 2'
    ]);
    expect([...session.texts.values()]).toEqual(['a\nb\nfou']);
    expect(found).toMatchObject({
      start: 4,
      end: 7,
      items: [{ insertText: 'found', kind: 'function', documentation: 'Told.' }]
    });
  });

  it('forgets documents that are closed, and keeps the others', async () => {
    const { language, session } = starting();
    const [a, b] = [{}, {}];
    await language.of(a).complete('a', 1);
    await language.of(b).complete('b', 1);
    language.close(a);
    language.close({});
    expect([...session.texts.values()]).toEqual(['b']);
    await language.of(a).complete('c', 1);
    expect([...session.texts.values()]).toEqual(['b', 'c']);
  });

  it('warms up once, with no text of the user', async () => {
    const { language, session } = starting();
    await Promise.all([language.warmUp(), language.warmUp()]);
    expect(session.sent).toEqual(['open 1', 'complete 1', 'close 1']);
    expect(session.texts.size).toBe(0);
  });

  it('reads empty answers', async () => {
    const { language } = starting();
    const document = language.of({});
    await expect(document.hover('a', 0)).resolves.toBeNull();
    await expect(document.signatures('f(', 2)).resolves.toMatchObject([
      { documentation: '', parameters: ['a'], active: null }
    ]);
  });

  it.each([
    ['', 'abc'],
    ['abc', ''],
    ['aaa', 'aaaa'],
    ['aaaa', 'aa'],
    ['a\nb\nc', 'a\nx\ny\nc'],
    ['same', 'same'],
    ['abab', 'ab']
  ])('changes %j to %j', (before, after) => {
    const { range, rangeLength, text } = changeBetween(before, after);
    const start = at(before, range.start);
    expect(at(before, range.end) - start).toBe(rangeLength);
    expect(
      before.slice(0, start) + text + before.slice(start + rangeLength)
    ).toBe(after);
  });
});
