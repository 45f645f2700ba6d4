import {
  isImportable,
  isModuleName,
  isPythonFile,
  moduleOfFile,
  ownerOfName,
  splitName,
  suggestName,
  topLevelName
} from '../../protocol/names';
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

  it('gives those that only import_module can import', () => {
    const parts = ['a', '0001_x', 'b-c', 'class', 'd e'];
    expect(splitName(parts.join('.'))).toEqual(parts);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a/b.c', '../a', 'a\0'])(
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

describe('isImportable', () => {
  it.each(['', 'a.b', 'a/b', '..', 'a\0'])('refuses %p', name => {
    expect(isImportable(name)).toBe(false);
  });

  it('agrees with importlib about names of files', () => {
    const names = ['my-pkg', '0001_x', 'class', 'a b', 'größe', '名前', '@'];
    const found = askPython<boolean[]>(
      [
        'import importlib, os, tempfile',
        'answer = []',
        'with tempfile.TemporaryDirectory() as folder:',
        '    sys.path.insert(0, folder)',
        '    for name in data:',
        '        open(os.path.join(folder, name + ".py"), "w").close()',
        '        importlib.invalidate_caches()',
        '        answer.append(importlib.import_module(name).__name__ == name)'
      ].join('\n'),
      names
    );
    expect(names.map(isImportable)).toEqual(found);
  });
});

describe('moduleOfFile', () => {
  it.each([
    ['a.py', 'a'],
    ['0001-x.py', '0001-x'],
    ['a.pyc', 'a'],
    ['a.so', 'a'],
    ['a.pyd', 'a'],
    ['a.abi3.so', 'a'],
    ['a.cpython-311-x86_64-linux-gnu.so', 'a'],
    ['a.cp311-win_amd64.pyd', 'a'],
    ['__init__.py', '__init__'],
    ['a.b.py', null],
    ['.py', null],
    ['a.pyi', null],
    ['a.txt', null],
    ['a', null],
    ['liba.so.1', null]
  ])('of %p is %p', (file, name) => {
    expect(moduleOfFile(file)).toBe(name);
  });

  it('knows the suffixes of this Python', () => {
    const suffixes = askPython<string[]>(
      'import importlib.machinery as m\nanswer = m.all_suffixes()',
      null
    );
    expect(suffixes.map(suffix => moduleOfFile(`a${suffix}`))).toEqual(
      suffixes.map(() => 'a')
    );
  });
});

describe('ownerOfName', () => {
  it.each([
    ['deephaven', 'Deephaven'],
    ['jpy', 'Deephaven'],
    ['sys', 'Python'],
    ['json', 'Python'],
    ['numpy', null],
    ['html', null],
    ['market', null]
  ])('of %p is %p', (name, owner) => {
    expect(ownerOfName(name)).toBe(owner);
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
