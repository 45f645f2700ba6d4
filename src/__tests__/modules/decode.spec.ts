import { decodeSource, SourceDecodeError } from '../../modules/decode';
import { askPython } from '../helpers/python';

/** Bytes of a text whose characters are all below 256. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}

const BOM = '\xef\xbb\xbf';

/** Source files as bytes; each leaves a value in `s`. */
const FILES: string[] = [
  's = "plain"',
  '',
  '\n\n',
  's = "\xc3\xa9"',
  's = "\xe9"',
  's = "\xed\xa0\x80"',
  's = "\xf0\x9f\x90\x8d"',
  's = "\xf0\x9f\x90"',
  `${BOM}s = "\xc3\xa9"`,
  `${BOM}s = "\xe9"`,
  `${BOM}# coding: utf-8\ns = "\xc3\xa9"`,
  `${BOM}# coding: latin-1\ns = "\xc3\xa9"`,
  `${BOM}\n# coding: latin-1\ns = "\xc3\xa9"`,
  `s = "${BOM}"`,
  ...[
    '# coding: latin-1\n',
    '#coding=latin-1\n',
    '# -*- coding: latin-1 -*-\n',
    '# -*- coding: latin-1 -*-\r\n',
    '# -*- coding: latin-1 -*-\r',
    '# vim: set fileencoding=latin-1 :\n',
    ' \t\x0c# coding: latin-1\n',
    '\x0b# coding: latin-1\n',
    '# coding:\t \tlatin-1\n',
    '# coding : latin-1\n',
    '# coding latin-1\n',
    '# coding:\n',
    '# coding: coding: latin-1\n',
    '# coding:, encoding=latin-1\n',
    '# encoding: latin-1, really\n',
    '# recoding:latin-1\n',
    '# Coding: latin-1\n',
    '"# coding: latin-1"\n',
    'x = 1 # coding: latin-1\n',
    '\n# coding: latin-1\n',
    '\r\n# coding: latin-1\r\n',
    '\r# coding: latin-1\r',
    '  \t\n# coding: latin-1\n',
    '#!/usr/bin/env python\n# coding: latin-1\n',
    '#!/usr/bin/env python\r\n# coding: latin-1\r\n',
    '# coding: utf-8\n# coding: latin-1\n',
    '# coding: latin-1\n# coding: utf-8\n',
    'import sys\n# coding: latin-1\n',
    '"""doc\n# coding: latin-1\n"""\n',
    '\n\n# coding: latin-1\n',
    '#\n#\n# coding: latin-1\n',
    `#${'x'.repeat(3000)}\n# coding: latin-1\n`,
    `#${' '.repeat(3000)} coding: latin-1\n`,
    '# \xe2\x80\xa8 coding: latin-1\n'
  ].map(head => `${head}s = "\xc3\xa9"`),
  ...[
    'latin-1',
    'Latin-1',
    'latin_1',
    'latin1',
    'L1',
    'latin',
    'iso-8859-1',
    'ISO_8859-1',
    'iso8859-1',
    'iso-latin-1',
    'iso-8859-1-unix',
    'latin-1-dos',
    'cp819',
    '8859',
    'utf-8-unix',
    'utf-8-sig',
    'UTF_8',
    'utf8',
    'u8',
    'U8',
    'utf8-unix',
    'ascii',
    'us-ascii',
    'US_ASCII',
    '646',
    'utf-16',
    'utf-16-le',
    'utf-7x',
    'nonsense',
    'latin-1x',
    'cp1252',
    'windows-1252',
    'windows_1252',
    'iso-8859-2',
    'latin2',
    'iso-8859-15',
    'koi8-r',
    'KOI8_R',
    'cp1251',
    'windows-1251',
    'cp866',
    'gbk',
    'gb18030',
    'big5'
  ].flatMap(encoding => [
    `# coding: ${encoding}\ns = "plain"`,
    `# coding: ${encoding}\ns = "\xc3\xa9"`
  ]),
  '# coding: latin-1\ns = "\x80\x93\x9f\xa0\xff"',
  // Some versions of Node.js read windows-1252 as latin-1; no browser does.
  ...(new TextDecoder('windows-1252').decode(bytes('\x80')) === '\u20ac'
    ? ['# coding: cp1252\ns = "\x80\x93\x9f\xa0\xff"']
    : []),
  '# coding: utf-8\ns = "\xff"',
  '# coding: ascii\ns = "\x80"',
  '# coding: euc-jp\ns = "\xc6\xfc\xcb\xdc"',
  '# coding: shift_jis\ns = "\x93\xfa\x96\x7b"',
  '# coding: sjis\ns = "\x93\xfa\x96\x7b"',
  '# coding: gb2312\ns = "\xc4\xe3\xba\xc3"',
  '# coding: euc-kr\ns = "\xc7\xd1"'
];

function decoded(file: string): string | null {
  try {
    return decodeSource(bytes(file), 'pkg/a.py');
  } catch (reason) {
    expect(reason).toBeInstanceOf(SourceDecodeError);
    return null;
  }
}

describe('decodeSource', () => {
  it('gives what makes Python see the same as the bytes do', () => {
    const seen = askPython<{ bytes: unknown; text: unknown }[]>(
      [
        'import base64',
        'def seen(source):',
        '    scope = {}',
        '    try:',
        '        exec(compile(source, "a.py", "exec"), scope)',
        '    except SyntaxError:',
        '        return {"error": True}',
        '    return {"s": scope.get("s"), "doc": scope.get("__doc__")}',
        'answer = [{"bytes": seen(base64.b64decode(b)),',
        '           "text": {"error": True} if t is None else seen(t)}',
        '          for b, t in data]'
      ].join('\n'),
      FILES.map(file => [btoa(file), decoded(file)])
    );
    const pairs = FILES.map((file, index) => ({ file, ...seen[index] }));
    expect(pairs.map(({ file, text }) => ({ file, text }))).toEqual(
      pairs.map(({ file, bytes }) => ({ file, text: bytes }))
    );
    const refused = pairs.filter(({ bytes }) => 'error' in (bytes as object));
    expect(refused.length).toBeGreaterThan(15);
    expect(pairs.length - refused.length).toBeGreaterThan(80);
  });

  it('gives the text that tokenize.open gives', () => {
    // It knows no line ends but \n, and a few names differ from the compiler's.
    const files = FILES.filter(
      file => !/\r(?!\n)/.test(file) && !/-unix|-dos|utf-16/.test(file)
    );
    const texts = askPython<(string | null)[]>(
      [
        'import base64, os, tempfile, tokenize',
        'path = os.path.join(tempfile.mkdtemp(), "a.py")',
        'def text(source):',
        '    with open(path, "wb") as file:',
        '        file.write(source)',
        '    try:',
        '        with tokenize.open(path) as file:',
        '            return file.read()',
        '    except (SyntaxError, UnicodeDecodeError):',
        '        return None',
        'answer = [text(base64.b64decode(source)) for source in data]',
        'os.remove(path); os.rmdir(os.path.dirname(path))'
      ].join('\n'),
      files.map(file => btoa(file))
    );
    const ours = files.map(
      file => decoded(file)?.replace(/\r\n/g, '\n') ?? null
    );
    expect(ours.map((text, i) => [files[i], text])).toEqual(
      texts.map((text, i) => [files[i], text])
    );
  });

  it('reads latin-1 as Python does, not as browsers do', () => {
    const all = Array.from({ length: 256 }, (_, code) => code);
    const head = '# coding: latin-1\n';
    const source = Uint8Array.from([...bytes(head), ...all]);
    expect(decodeSource(source, 'a.py')).toBe(
      head + String.fromCharCode(...all)
    );
  });

  it('reads a large latin-1 file', () => {
    const text = '# coding: latin-1\n' + '# \xe9\n'.repeat(300000);
    expect(decodeSource(bytes(text), 'a.py')).toBe(text);
  });

  it('takes a text for what UTF-8 bytes of it would be', () => {
    expect(decodeSource('s = "é🐍"\r\n', 'a.py')).toBe('s = "é🐍"\r\n');
    expect(decodeSource('\ufeffs = 1', 'a.py')).toBe('s = 1');
    expect(decodeSource('\ufeff# coding: utf-8\n', 'a.py')).toBe(
      '# coding: utf-8\n'
    );
    const latin = '# coding: latin-1\ns = "é"';
    expect(decodeSource(latin, 'a.py')).toBe('# coding: latin-1\ns = "Ã©"');
    const separator = '# \u2028\n# coding: latin-1\ns = "é"';
    expect(decodeSource(separator, 'a.py')).toContain('Ã©');
    expect(() => decodeSource('# coding: ascii\n# é', 'a.py')).toThrow('ascii');
    expect(() => decodeSource(`\ufeff${latin}`, 'a.py')).toThrow('latin-1');
  });

  it.each([
    ['s = "\xe9"', 'pkg/a.py: not valid utf-8'],
    ['# coding: ascii\n\xe9', 'pkg/a.py: not valid ascii'],
    ['# coding: klingon\n', 'pkg/a.py: unknown encoding: klingon'],
    ['# coding: cp437\n', 'pkg/a.py: unknown encoding: cp437'],
    ['# coding: utf-16\n', 'pkg/a.py: unknown encoding: utf-16'],
    [`${BOM}# coding: cp1252\n`, 'pkg/a.py: cp1252 is declared, but']
  ])('says what is wrong with %j', (file, message) => {
    const decode = () => decodeSource(bytes(file), 'pkg/a.py');
    expect(decode).toThrow(SourceDecodeError);
    expect(decode).toThrow(message);
  });
});
