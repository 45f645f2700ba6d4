import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

import { originOf, pathOfOrigin } from '../../sources/origin';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';
import { resolverOf } from '../helpers/resolving';
import { DiskStore } from '../helpers/stores';

const TREES = 60;
const PARTS = ['a', 'b', 'größe', '_c', 'match', '__init__'];

/** Walks all names that CPython's own finder finds below `top`. */
const WALK = `
import importlib, itertools, os, types
from importlib.machinery import PathFinder

def walk(fullname, path, found, root):
    spec = PathFinder.find_spec(fullname, path)
    if spec is None:
        return
    locations = spec.submodule_search_locations
    locations = None if locations is None else list(locations)
    if locations is None:
        kind, where = "module", spec.origin
    elif spec.origin is None:
        kind, [where] = "namespace", locations
    else:
        kind, where = "package", spec.origin
    found[fullname] = [kind, os.path.relpath(where, root).replace(os.sep, "/")]
    # Namespace packages look for their parent's path there.
    sys.modules[fullname] = types.ModuleType(fullname)
    sys.modules[fullname].__path__ = locations
    for child in data["parts"] if locations else []:
        walk(f"{fullname}.{child}", locations, found, root)
    del sys.modules[fullname]

answer = []
for tree in data["trees"]:
    found = {}
    walk("top", [os.path.join(data["root"], tree)], found, data["root"])
    answer.append(found)
`;

/** Fill a folder with what may confuse a finder. */
function grow(random: Random, folder: string, depth: number): string[] {
  mkdirSync(folder, { recursive: true });
  const made: string[] = [];
  const file = (name: string) => {
    writeFileSync(join(folder, name), '');
    made.push(join(folder, name));
  };
  if (random.oneIn(6)) {
    mkdirSync(join(folder, '__init__.py'));
  } else if (random.oneIn(2)) {
    file('__init__.py');
  }
  for (const part of PARTS) {
    if (part !== '__init__' && random.oneIn(2)) {
      file(`${part}.py`);
    } else if (part !== '__init__' && random.oneIn(6)) {
      mkdirSync(join(folder, `${part}.py`));
    }
    if (random.oneIn(6)) {
      file(`${part}.txt`);
    }
    if (depth > 0 && random.oneIn(part === '__init__' ? 8 : 3)) {
      made.push(...grow(random, join(folder, part), depth - 1));
    } else if (random.oneIn(6)) {
      file(part);
    }
  }
  if (depth > 0 && random.oneIn(4)) {
    made.push(...grow(random, join(folder, 'no-name'), depth - 1));
  }
  return made;
}

describe('the index', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'index-'));
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('has what CPython finds and nothing else, in random trees', async () => {
    const random = new Random(8);
    const trees = Array.from({ length: TREES }, (_, i) => `t${i}`);
    const made = trees.map(tree => grow(random, join(root, tree, 'top'), 3));
    const expected = askPython<Record<string, [string, string]>[]>(WALK, {
      root,
      trees,
      parts: PARTS
    });
    const counts = new Map<string, number>();
    for (const [i, tree] of trees.entries()) {
      const resolver = resolverOf(new DiskStore(root), [
        { name: 'top', path: `${tree}/top` }
      ]);
      const { files, modules } = await resolver.snapshot('');
      const found = Object.fromEntries(
        [...modules].map(([name, { complete, kind, locations, origin }]) => {
          expect(complete ?? false).toBe(kind !== 'module');
          expect(locations?.length).toBe(kind === 'namespace' ? 1 : undefined);
          return [name, [kind, pathOfOrigin(origin ?? locations![0])]];
        })
      );
      expect(found).toEqual(expected[i]);

      // Every file is a module or data, and none is both; but a package
      // called `__init__` hides the `__init__.py` beside it.
      const origins = [...modules.values()].flatMap(({ origin }) =>
        origin === undefined ? [] : [origin]
      );
      const all = made[i].map(path => originOf(path.slice(root.length + 1)));
      expect([...new Set([...origins, ...files.keys()])].sort()).toEqual(
        [...all].sort()
      );
      const both = origins.filter(origin => files.has(origin));
      expect(both.filter(origin => !origin.endsWith('__init__.py'))).toEqual(
        []
      );

      // What the index says of a name is what an import of it gets.
      for (const name of modules.keys()) {
        const module = await resolver.resolve(name);
        expect(module?.kind).toBe(modules.get(name)!.kind);
        counts.set(module!.kind, (counts.get(module!.kind) ?? 0) + 1);
      }
    }
    for (const kind of ['package', 'module', 'namespace']) {
      expect(counts.get(kind)).toBeGreaterThan(100);
    }
  });
});
