import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

import { originOf } from '../../protocol/origin';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';
import { resolverOf } from '../helpers/resolving';
import { DiskStore } from '../helpers/stores';

/** What a finder says of a name. */
interface IFound {
  kind: 'package' | 'module' | 'namespace';
  /** The file, or the folder of a namespace package. */
  where: string;
}

const TREES = 40;
const PARTS = ['a', 'b', 'größe', '_c', 'a1'];

/** Asks CPython's own finder, from each tree's folder down. */
const FINDER = `
import os, types
from importlib.machinery import PathFinder

def find(root, name):
    path = [root]
    parts = name.split(".")
    for depth in range(len(parts)):
        if path is None:
            return None
        fullname = ".".join(parts[:depth + 1])
        spec = PathFinder.find_spec(fullname, path)
        if spec is None:
            return None
        path = spec.submodule_search_locations
        path = None if path is None else list(path)
        # Namespace packages look for their parent's path there.
        sys.modules[fullname] = types.ModuleType(fullname)
        sys.modules[fullname].__path__ = path
    if path is None:
        kind, where = "module", spec.origin
    elif spec.origin is None:
        kind, [where] = "namespace", path
    else:
        kind, where = "package", spec.origin
    return {"kind": kind, "where": os.path.relpath(where, data["root"])
            .replace(os.sep, "/")}

answer = [find(os.path.join(data["root"], tree), name)
          for tree, name in data["queries"]]
`;

/** Fill a folder with what may confuse a finder. */
function grow(random: Random, folder: string, depth: number): void {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => writeFileSync(join(folder, name), '');
  if (random.oneIn(2)) {
    file('__init__.py');
  } else if (random.oneIn(4)) {
    mkdirSync(join(folder, '__init__.py'));
  }
  for (const part of PARTS) {
    if (random.oneIn(2)) {
      file(`${part}.py`);
    } else if (random.oneIn(6)) {
      mkdirSync(join(folder, `${part}.py`));
    }
    if (random.oneIn(6)) {
      file(`${part}.txt`);
    }
    if (depth > 0 && random.oneIn(2)) {
      grow(random, join(folder, part), depth - 1);
    } else if (random.oneIn(6)) {
      file(part);
    }
  }
}

describe('ModuleResolver', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'resolver-'));
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('finds what CPython finds, in random trees', async () => {
    const random = new Random(4);
    const queries: { tree: string; served: string; name: string }[] = [];
    for (let i = 0; i < TREES; i++) {
      const tree = `t${i}`;
      // One in four serves a single file, beside others that are not.
      const served = random.oneIn(4) ? `${tree}/top.py` : `${tree}/top`;
      if (served.endsWith('.py')) {
        mkdirSync(join(root, tree));
        writeFileSync(join(root, served), '');
        writeFileSync(join(root, tree, 'other.py'), '');
      } else {
        grow(random, join(root, served), 3);
      }
      const names = new Set(['top', 'top.__init__']);
      for (let n = 0; n < 60; n++) {
        const depth = 1 + random.below(4);
        names.add(
          [
            'top',
            ...Array.from({ length: depth }, () => random.pick(PARTS))
          ].join('.')
        );
      }
      names.forEach(name => queries.push({ tree, served, name }));
    }

    const expected = askPython<(IFound | null)[]>(FINDER, {
      root,
      queries: queries.map(({ tree, name }) => [tree, name])
    });

    const store = new DiskStore(root);
    const found = await Promise.all(
      queries.map(async ({ served, name }) => {
        const module = await resolverOf(store, [
          { name: 'top', path: served }
        ]).resolve(name);
        if (module === null) {
          return null;
        }
        const { kind } = module;
        const where =
          module.kind === 'namespace' ? module.locations[0] : module.origin;
        if (module.kind === 'package') {
          expect(module.locations).toEqual([dirname(module.origin)]);
        }
        return { kind, where };
      })
    );

    const named = (answers: (IFound | null)[]) =>
      answers.map((answer, index) => ({ ...queries[index], answer }));
    expect(named(found)).toEqual(
      named(
        expected.map(
          answer => answer && { ...answer, where: originOf(answer.where) }
        )
      )
    );
    for (const kind of ['package', 'module', 'namespace']) {
      const count = expected.filter(answer => answer?.kind === kind).length;
      expect(count).toBeGreaterThan(50);
    }
    expect(expected.filter(answer => !answer).length).toBeGreaterThan(50);
  });
});
