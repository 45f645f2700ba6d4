import {
  isModuleName,
  isPythonFile,
  splitName,
  suggestName,
  topLevelName
} from '../../sources/names';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';

describe('isModuleName', () => {
  it.each([
    'a',
    '_',
    '__init__',
    'a1',
    'größe',
    '名前',
    'match',
    'case',
    'type'
  ])('accepts %p', name => {
    expect(isModuleName(name)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'a b',
    'a ',
    'a\n',
    'my-pkg',
    'a"b',
    "a'b",
    '1a',
    'a.b',
    'a/b',
    'a\\b',
    '..',
    'a\0',
    'a\u00a0',
    'a\u200b',
    'class',
    'None',
    'async',
    // `import ﬁle` asks for `file`, so no import can ask for these.
    'ﬁle',
    'e\u0301',
    'ａ',
    '\ud800'
  ])('refuses %p', name => {
    expect(isModuleName(name)).toBe(false);
  });

  it('knows every keyword of Python', () => {
    const keywords = askPython<string[]>(
      'import keyword\nanswer = keyword.kwlist',
      null
    );
    expect(keywords.length).toBeGreaterThan(30);
    expect(keywords.filter(isModuleName)).toEqual([]);
  });

  it('agrees with Python about every character', () => {
    // Unicode 15.1 took these in, so newer versions of Python do.
    const added = ['a\u200c', 'a\u200d', 'a\u30fb'];
    const bits = askPython<string>(
      [
        'import keyword, unicodedata',
        'def bits(prefix):',
        '    return "".join(',
        '        "-" if unicodedata.category(chr(c)) == "Cn" else',
        '        "1" if (prefix + chr(c)).isidentifier() and',
        '        not keyword.iskeyword(prefix + chr(c)) and',
        '        unicodedata.is_normalized("NFKC", prefix + chr(c)) else "0"',
        '        for c in range(0x110000))',
        'answer = [bits(""), bits("a")]'
      ].join('\n'),
      null
    );
    ['', 'a'].forEach((prefix, index) => {
      const wrong: string[] = [];
      for (let code = 0; code < 0x110000; code++) {
        const expected = bits[index][code];
        const name = prefix + String.fromCodePoint(code);
        if (
          expected !== '-' &&
          isModuleName(name) !== (expected === '1') &&
          !added.includes(name)
        ) {
          wrong.push(name);
        }
      }
      expect(wrong).toEqual([]);
    });
  });
});

describe('splitName', () => {
  it('gives the parts', () => {
    expect(splitName('a.b_1.ç')).toEqual(['a', 'b_1', 'ç']);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a.1', 'a.b-c', 'a/b.c', 'a.class'])(
    'gives nothing for %p',
    name => {
      expect(splitName(name)).toBeNull();
    }
  );

  it('gives nothing for a name that is too long', () => {
    expect(splitName('a'.repeat(1000))).toEqual(['a'.repeat(1000)]);
    expect(splitName('a'.repeat(1001))).toBeNull();
    expect(splitName('a.'.repeat(1e6) + 'a')).toBeNull();
  });
});

describe('topLevelName', () => {
  it.each([
    ['pkg', 'pkg'],
    ['projects/pkg', 'pkg'],
    ['projects/pkg/', 'pkg'],
    ['projects/pkg///', 'pkg'],
    ['tool.py', 'tool'],
    ['a/b/tool.py', 'tool'],
    ['a/my-pkg', 'my-pkg'],
    ['a/tool.pyw', 'tool.pyw'],
    ['a.py/b', 'b'],
    ['a/gro\u0308\u00dfe', 'gr\u00f6\u00dfe'],
    ['', ''],
    ['/', '']
  ])('of %p is %p', (path, name) => {
    expect(topLevelName(path)).toBe(name);
  });
});

describe('isPythonFile', () => {
  it.each([
    ['a.py', true],
    ['b/__init__.py', true],
    ['a.pyi', false],
    ['a.PY', false],
    ['a.py.txt', false],
    ['py', false]
  ])('of %p is %p', (path, expected) => {
    expect(isPythonFile(path)).toBe(expected);
  });
});

describe('suggestName', () => {
  it.each([
    ['my-pkg', 'my_pkg'],
    ['a"b', 'a_b'],
    ['2fast', '_2fast'],
    ['a  b', 'a_b'],
    ['class', 'class_module'],
    ['ﬁle', 'file'],
    ['v1.2', 'v1_2'],
    ['-x-', 'x'],
    ['größe-2', 'größe_2'],
    ['', 'my_module'],
    ['---', 'my_module'],
    ['🐍', 'my_module']
  ])('of %p is %p', (name, suggestion) => {
    expect(suggestName(name)).toBe(suggestion);
  });

  it('is always a name that Python can import', () => {
    const random = new Random(3);
    const names = Array.from({ length: 5000 }, () =>
      Array.from({ length: random.below(6) }, () =>
        String.fromCodePoint(
          random.below(random.pick([0x80, 0x500, 0x10000, 0x110000]))
        )
      ).join('')
    );
    const wrong = names.filter(name => !isModuleName(suggestName(name)));
    expect(wrong).toEqual([]);
  });
});
