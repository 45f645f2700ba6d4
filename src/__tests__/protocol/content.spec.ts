import {
  contentMessage,
  EMPTY_FOLDER,
  isKey,
  makeContent,
  UNLISTED_FOLDER,
  unknownVersion
} from '../../protocol/content';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';

/** Pieces of texts that tell encodings apart. */
const PIECES = [
  ...'a= \n\r\t\0"\\',
  '\r\n',
  '\ufeff',
  '\u00e9',
  'e\u0301',
  '\u2028',
  '\ufffd',
  '\ud83d',
  '\udc0d',
  '\u{1f40d}',
  '\u{10ffff}'
];

/** Bytes of which some sequences are UTF-8 and others only nearly so. */
const BYTES = [
  [0x61],
  [0x0d],
  [0xef, 0xbb, 0xbf],
  [0xc3, 0xa9],
  [0xc3],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x90, 0x8d],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff]
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** What Python reads in the messages of contents, as the server plugin does. */
function read(datas: readonly (string | Uint8Array)[]) {
  const contents = datas.map(makeContent);
  const answers = askPython<{ hex: string; key: string; utf8: boolean }[]>(
    [
      'import base64, hashlib',
      'def read(value):',
      '    content = (value.encode("utf-8") if isinstance(value, str)',
      '               else base64.b64decode(value["base64"], validate=True))',
      '    try:',
      '        utf8 = content.decode("utf-8") is not None',
      '    except UnicodeDecodeError:',
      '        utf8 = False',
      '    return {"hex": content.hex(), "utf8": utf8,',
      '            "key": hashlib.sha256(content).hexdigest()}',
      'answer = [read(value) for value in data]'
    ].join('\n'),
    contents.map(contentMessage)
  );
  return answers.map((answer, i) => ({ ...answer, content: contents[i] }));
}

describe('a content', () => {
  const random = new Random(11);

  it('that is a text arrives as its UTF-8, under the key of that', () => {
    const texts = [
      '',
      '\ufeffx = 1\r\n',
      '\rx',
      '\ud800',
      'a\udfff\ud800b',
      ...Array.from({ length: 400 }, () => random.text(PIECES, 8))
    ];
    for (const [i, { content, ...read_ }] of read(texts).entries()) {
      const bytes = Buffer.from(texts[i], 'utf8').toString('hex');
      expect(read_).toEqual({ hex: bytes, key: content.key, utf8: true });
      expect(content.size).toBe(bytes.length / 2);
      expect(typeof contentMessage(content)).toBe('string');
    }
  });

  it('that is bytes arrives as they are, as a text where it is one', () => {
    const datas = [
      new Uint8Array(),
      ...Array.from({ length: 400 }, () =>
        Uint8Array.from(
          Array.from({ length: random.below(6) }, () =>
            random.pick(BYTES)
          ).flat()
        )
      )
    ];
    const answers = read(datas);
    for (const [i, { content, ...answer }] of answers.entries()) {
      expect(answer.hex).toBe(hex(datas[i]));
      expect(answer.key).toBe(content.key);
      expect(content.size).toBe(datas[i].length);
      expect(typeof contentMessage(content) === 'string').toBe(answer.utf8);
    }
    for (const utf8 of [true, false]) {
      const some = answers.filter(answer => answer.utf8 === utf8);
      expect(some.length).toBeGreaterThan(50);
    }
  });

  it('may be long', () => {
    const bytes = Uint8Array.from({ length: 30001 }, (_, i) => i % 256);
    const [answer] = read([bytes]);
    expect(answer.hex).toBe(hex(bytes));
    expect(answer.key).toBe(answer.content.key);
  });

  it('has the same key as a text and as bytes', () => {
    const text = '\ufeffé\r\n';
    const bytes = Uint8Array.from(Buffer.from(text));
    expect(makeContent(bytes).key).toBe(makeContent(text).key);
    expect(contentMessage(makeContent(bytes))).toBe(text);
  });

  it('has the key that the page gives it', () => {
    expect(makeContent('RATE = 2\n').key).toBe(
      '95d393bb3d95aac72a0ebb4f374ea38c6c9951f84f530efa1e020c76c1ba7aee'
    );
  });
});

describe('unknownVersion', () => {
  it('is no key, differs where the stamp does, and has a bounded length', () => {
    const stamps = [
      '',
      'a',
      '2026',
      'x'.repeat(300),
      'x'.repeat(301),
      '\ud800'
    ];
    const versions = stamps.map(stamp => unknownVersion(7, stamp));
    expect(new Set(versions).size).toBe(stamps.length);
    versions.forEach(version => {
      expect(isKey(version)).toBe(false);
      expect(version).toMatch(/^\?7:/);
      expect(version.length).toBeLessThanOrEqual(256);
    });
    expect(stamps.map(stamp => unknownVersion(7, stamp))).toEqual(versions);
    expect(unknownVersion(undefined, 'a')).toBe('?:a');
    expect([EMPTY_FOLDER, UNLISTED_FOLDER].some(isKey)).toBe(false);
    expect(isKey(makeContent('').key)).toBe(true);
  });
});
