import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

import type { IServedRoot } from '../../tree/types';
import { askPython } from '../helpers/python';
import { Random } from '../helpers/random';
import { resolverOf } from '../helpers/resolving';
import { DiskStore } from '../helpers/stores';

const TREES = 60;
const NAMES = ['a', 'b', 'größe', '0001_x', 'my-mod', 'class', '__init__'];
const SUFFIXES = ['.py', '.txt', '.pyc', '', '.abi3.so', '.b.py'];

/** All files of trees, and where CPython finds names on paths of folders. */
const ASK = `
import os
from importlib.machinery import PathFinder

def place(name, path):
    spec = PathFinder.find_spec(name, path)
    if spec is None:
        return None
    if spec.origin is None:
        return sorted(spec.submodule_search_locations)
    return spec.origin

def walk(folder):
    found = []
    for parent, folders, files in os.walk(folder):
        found += [os.path.join(parent, file) for file in files]
        if not folders and not files:
            found.append(os.path.join(parent, ""))
    return found

answer = [
    [walk(os.path.join(data["root"], tree)), {
        name: place(name, [os.path.join(data["root"], folder) for folder in folders])
        for name, folders in names.items()}]
    for tree, names in data["trees"]]
`;

/** Fill a folder with what may confuse a finder. */
function grow(random: Random, folder: string, depth: number): void {
  mkdirSync(folder, { recursive: true });
  for (const name of NAMES) {
    for (const suffix of SUFFIXES) {
      if (random.oneIn(8)) {
        writeFileSync(join(folder, name + suffix), '');
      } else if (random.oneIn(20)) {
        mkdirSync(join(folder, name + suffix));
      } else if (suffix === '' && depth > 0 && random.oneIn(2)) {
        grow(random, join(folder, name), depth - 1);
      }
    }
  }
}

/** The roots of a tree, and the names that CPython may find there. */
function rootsOf(tree: string): IServedRoot[] {
  return [
    { name: null, path: `${tree}/one` },
    { name: null, path: `${tree}/two` }
  ];
}

describe('the index', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'index-'));
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('has all files, and the folders where CPython finds each name', async () => {
    const random = new Random(7);
    const trees = Array.from({ length: TREES }, (_, i) => `t${i}`);
    for (const tree of trees) {
      grow(random, join(root, tree, 'one'), 2);
      grow(random, join(root, tree, 'two'), 1);
    }
    const snapshots = await Promise.all(
      trees.map(tree =>
        resolverOf(new DiskStore(root), rootsOf(tree)).snapshot('')
      )
    );
    const local = (wire: string) => wire.slice('/jupyter/'.length);
    const folders = snapshots.map(({ names }) =>
      Object.fromEntries([...names].map(([name, of]) => [name, of.map(local)]))
    );
    const all = (tree: string) =>
      Object.fromEntries(
        [...NAMES, 'none'].map(name => [name, [`${tree}/one`, `${tree}/two`]])
      );
    const ask = (names: (i: number) => object) =>
      askPython<[string[], Record<string, string | string[] | null>][]>(ASK, {
        root,
        trees: trees.map((tree, i) => [tree, names(i)])
      });
    const onPath = ask(i => all(trees[i]));
    const restricted = ask(i => folders[i]);
    let merged = 0;
    for (const [i, { files }] of snapshots.entries()) {
      const [onDisk, found] = onPath[i];
      expect([...files.keys()].map(local).sort()).toEqual(
        onDisk.map(path => path.slice(root.length + 1)).sort()
      );
      for (const name of NAMES) {
        if (name === '__init__') {
          expect(folders[i]).not.toHaveProperty(name);
        } else if (name in folders[i]) {
          // In its folders alone it is what it is on the whole path.
          const place = restricted[i][1][name];
          expect([name, place]).toEqual([name, found[name]]);
          merged += Array.isArray(place) && place.length > 1 ? 1 : 0;
        } else {
          // What has no name is not there, or a folder without code.
          expect([null, 'object']).toContain(found[name] && typeof found[name]);
        }
      }
    }
    expect(merged).toBeGreaterThan(3);
  });
});
