import { PromiseDelegate } from '@lumino/coreutils';

import { ImportClosure, importedBy } from '../../modules/importClosure';
import type { ModuleContent } from '../../protocol/messages';
import { sourceModule } from '../helpers/modules';

/** Looks modules up in a table of texts; a package's name ends in a slash. */
function served(files: Record<string, string | null>) {
  const asked: string[] = [];
  const resolve = async (name: string): Promise<ModuleContent | null> => {
    asked.push(name);
    const isPackage = `${name}/` in files;
    const source = files[isPackage ? `${name}/` : name];
    if (source === undefined) {
      return null;
    }
    if (source === null) {
      return { kind: 'namespace', name, locations: [name] };
    }
    return sourceModule(name, source, isPackage ? 'package' : 'module');
  };
  return { asked, resolve };
}

async function closure(
  program: string,
  files: Record<string, string | null>
): Promise<string[]> {
  const found = await new ImportClosure().closure(
    importedBy(program),
    served(files).resolve
  );
  return [...found.keys()].sort();
}

describe('what a program will import', () => {
  it('has all modules of a large package, also when it is looked at again', async () => {
    const names = Array.from({ length: 6000 }, (_, i) => `m${i}`);
    const { asked, resolve } = served({
      'p/': names.map(name => `from . import ${name}\n`).join(''),
      ...Object.fromEntries(names.map(name => [`p.${name}`, 'import p\n']))
    });
    const imports = new ImportClosure();
    const found = await imports.closure(['p'], resolve);
    expect(found.size).toBe(6001);
    expect(asked).toHaveLength(6001);
    expect(await imports.closure(['p'], resolve)).toEqual(found);
  });

  it('begins with the packages of what it names', async () => {
    const files = { 'p/': '', 'p.q/': '', 'p.q.r': '', 'p.other': '' };
    expect(await closure('import p.q.r', files)).toEqual(['p', 'p.q', 'p.q.r']);
  });

  it('goes on with what these import, relatively and absolutely', async () => {
    expect(
      await closure('import p', {
        'p/': 'from .a import x\nfrom . import b',
        'p.a': 'import other.deep',
        'p.b': 'from .c.d import y',
        'p.c/': 'from .. import e',
        'p.c.d': 'from ...p import f',
        'p.e': '',
        'p.f': '',
        'p.g': '',
        'other/': null,
        'other.deep': 'from p import g'
      })
    ).toEqual(
      expect.arrayContaining([
        'other',
        'other.deep',
        'p',
        'p.a',
        'p.b',
        'p.c',
        'p.c.d',
        'p.e',
        'p.g'
      ])
    );
  });

  it('follows a chain of any length, and circles', async () => {
    const files: Record<string, string> = { 'p/': 'from . import m0' };
    for (let i = 0; i < 30; i++) {
      files[`p.m${i}`] = `from . import m${(i + 1) % 30}`;
    }
    expect(await closure('import p', files)).toHaveLength(31);
  });

  it('includes the submodules that a star import brings', async () => {
    expect(
      await closure('from p import *', {
        'p/': '__all__ = ["a", "NAME"]',
        'p.a': '',
        'p.b': ''
      })
    ).toEqual(['p', 'p.a']);
  });

  it('leaves out what leads out of the top', async () => {
    const files = { p: 'from . import q\nfrom ..q import x', q: '' };
    expect(await closure('import p\nfrom . import q', files)).toEqual(['p']);
  });

  it('has what functions import if it is at hand, after all else', async () => {
    const files = {
      p: 'def f():\n    import near, far\nimport q',
      q: 'import r',
      r: 'class C:\n    def m(self):\n        import near.deep',
      'near/': 'import s, far2',
      'near.deep': '',
      s: 'async def g():\n    from t import x',
      t: ''
    };
    const { asked, resolve } = served(files);
    const near = served(files);
    const found = await new ImportClosure().closure(
      ['p'],
      resolve,
      near.resolve
    );
    expect([...found.keys()]).toEqual([
      'p',
      'q',
      'r',
      'near',
      'near.deep',
      's'
    ]);
    expect(asked).toEqual(['p', 'q', 'r']);
    expect(near.asked).toContain('far2');
  });

  it('has what the functions of the program import', async () => {
    const program = 'def main():\n    import p\nmain()';
    expect(await closure(program, { p: 'import q', q: '' })).toEqual([
      'p',
      'q'
    ]);
  });

  it('asks for each name once, also for those that do not exist', async () => {
    const { asked, resolve } = served({
      'p/': 'from p import a, b, missing\nimport numpy',
      'p.a': 'from p import b, missing',
      'p.b': 'import numpy.linalg'
    });
    await new ImportClosure().closure(['p', 'p.a'], resolve);
    expect(asked.sort()).toEqual([...new Set(asked)].sort());
    expect(asked).toContain('p.missing');
  });

  it('goes on while one module takes long to read', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `m${i}`);
    const slow = new PromiseDelegate<void>();
    const found = await new ImportClosure().closure(names, async name => {
      if (name === 'm0') {
        await slow.promise;
      } else if (name === 'm1999') {
        slow.resolve();
      }
      return sourceModule(name, '');
    });
    expect(found.size).toBe(2000);
  });

  it('passes over what cannot be read', async () => {
    const found = await new ImportClosure().closure(
      ['a', 'b'],
      async (name): Promise<ModuleContent> => {
        if (name === 'a') {
          throw new Error('a: not readable');
        }
        return sourceModule(name, '');
      }
    );
    expect([...found.keys()]).toEqual(['b']);
  });

  it('is scanned again when a file changes', async () => {
    const closures = new ImportClosure();
    const names = async (source: string) => {
      const { resolve } = served({ p: source, a: '', b: '' });
      return [...(await closures.closure(['p'], resolve)).keys()].sort();
    };
    expect(await names('import a')).toEqual(['a', 'p']);
    expect(await names('import b')).toEqual(['b', 'p']);
  });
});
