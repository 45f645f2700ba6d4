/**
 * Random edits of Python modules, of the files around them, and of what is
 * open in editors.
 */
import type { Random } from '../src/__tests__/helpers/random';
import type { IStep } from './randomDraft';
import { DATA, depth, Draft, MAX_DEPTH, NAMES } from './randomDraft';
import type { Edit } from './randomTree';
import {
  baseName,
  FILE,
  FOLDER,
  moduleFile,
  parentOf,
  Tree
} from './randomTree';

const START = 'begin';

/** Where what is served is, or was moved to for a while. */
const TOPS = [FOLDER, FILE, 'away', 'away.py'];

/** How many files there are at most. */
const MAX_FILES = 34;

/** How often each kind of step is made, and what makes it, if it can. */
const MAKERS: readonly (readonly [number, (draft: Draft) => IStep | null])[] = [
  [
    14,
    function value(draft) {
      return draft.change('value', module => ({
        ...module,
        value: draft.value()
      }));
    }
  ],
  [
    10,
    function addImport(draft) {
      return draft.change('another import', (module, path) =>
        module.lines.length < 4
          ? { ...module, lines: [...module.lines, draft.line(path)] }
          : null
      );
    }
  ],
  [
    6,
    function removeImport(draft) {
      return draft.change('one import less', module => {
        const { lines } = module;
        const gone = draft.random.below(lines.length + 1);
        return gone < lines.length
          ? { ...module, lines: lines.filter((_, index) => index !== gone) }
          : null;
      });
    }
  ],
  [
    3,
    function all(draft) {
      return draft.change('__all__', module => {
        const own = `K${module.uid}`;
        const children = draft.random.oneIn(2)
          ? [draft.random.pick(NAMES)]
          : [];
        const all = draft.random.oneIn(3) ? null : [own, ...children];
        return { ...module, all };
      });
    }
  ],
  [
    3,
    function fault(draft) {
      const fault = draft.random.pick(['syntax', 'raise'] as const);
      return draft.change(fault, module =>
        module.fault === 'none' ? { ...module, fault } : null
      );
    }
  ],
  [
    8,
    function repair(draft) {
      return draft.change('repair', module =>
        module.fault !== 'none' ? { ...module, fault: 'none' } : null
      );
    }
  ],
  [
    10,
    function add(draft) {
      const folder = draft.pick(draft.folders);
      const added = folder !== null && draft.create(folder);
      return (
        (added && {
          label: `add ${added.path}`,
          edits: [{ kind: 'write', ...added }]
        }) ||
        null
      );
    }
  ],
  [
    3,
    function addFolder(draft) {
      const parent = draft.pick(draft.folders);
      const path = `${parent}/${draft.random.pick(NAMES)}`;
      if (parent === null || draft.isThere(path) || depth(path) >= MAX_DEPTH) {
        return null;
      }
      const edits: Edit[] = [{ kind: 'mkdir', path }];
      if (draft.random.oneIn(2)) {
        const added = draft.create(path);
        edits.push(...(added ? [{ kind: 'write', ...added } as const] : []));
      }
      return { label: `add ${path}/`, edits };
    }
  ],
  [
    5,
    function remove(draft) {
      const path = draft.pick(draft.files.filter(path => path !== FILE));
      return path !== null
        ? { label: `remove ${path}`, edits: [{ kind: 'remove', path }] }
        : null;
    }
  ],
  [
    1,
    function removeFolder(draft) {
      const folders = [...draft.tree.folders];
      const path = draft.pick(folders.filter(path => path !== FOLDER));
      return path !== null
        ? { label: `remove ${path}/`, edits: [{ kind: 'remove', path }] }
        : null;
    }
  ],
  [
    1,
    function top(draft) {
      // What is served is gone for a while.
      const path = draft.random.oneIn(3) ? FOLDER : FILE;
      const away = `away${path === FILE ? '.py' : ''}`;
      const [from, to] = draft.isThere(path) ? [path, away] : [away, path];
      return draft.rename(from, to);
    }
  ],
  [
    6,
    function back(draft) {
      const from = draft.isThere('away') ? 'away' : 'away.py';
      const to = from === 'away' ? FOLDER : FILE;
      return draft.isThere(from) ? draft.rename(from, to) : null;
    }
  ],
  [
    6,
    function rename(draft) {
      const inside = draft.files.filter(path => path.includes('/'));
      const from = draft.pick(inside);
      const folder = draft.pick([parentOf(from ?? ''), ...draft.folders]);
      const to = `${folder}/${draft.random.pick(NAMES)}.py`;
      return from !== null ? draft.rename(from, to) : null;
    }
  ],
  [
    2,
    function replace(draft) {
      const from = draft.pick(draft.files.filter(path => path.includes('/')));
      const to = draft.pick(draft.files.filter(path => path.includes('/')));
      return from !== null && to !== null && from !== to
        ? {
            label: `rename ${from} over ${to}`,
            edits: [{ kind: 'rename', path: from, to }]
          }
        : null;
    }
  ],
  [
    2,
    function swap(draft) {
      const one = draft.pick(draft.files.filter(path => path.includes('/')));
      const other = draft.pick(draft.files.filter(path => path.includes('/')));
      if (one === null || other === null || one === other) {
        return null;
      }
      const edits: Edit[] = [
        { kind: 'rename', path: one, to: 'swap.py' },
        { kind: 'rename', path: other, to: one },
        { kind: 'rename', path: 'swap.py', to: other }
      ];
      return { label: `swap ${one} and ${other}`, edits };
    }
  ],
  [
    3,
    function renameFolder(draft) {
      const folders = [...draft.tree.folders];
      const from = draft.pick(folders.filter(path => path.includes('/')));
      const folder = draft.pick(
        [parentOf(from ?? ''), ...draft.folders].filter(
          path => path !== from && !path.startsWith(`${from}/`)
        )
      );
      const to = `${folder}/${draft.random.pick(NAMES)}`;
      return from !== null && folder !== null ? draft.rename(from, to) : null;
    }
  ],
  [
    4,
    function toPackage(draft) {
      const path = draft.pick(
        draft.files.filter(
          path => path.includes('/') && baseName(path) !== '__init__.py'
        )
      );
      const folder = path?.replace(/\.py$/, '') ?? '';
      if (path === null || depth(folder) >= MAX_DEPTH) {
        return null;
      }
      const to = `${folder}/__init__.py`;
      if (draft.isThere(to)) {
        return null;
      }
      const edits: Edit[] = [{ kind: 'rename', path, to }];
      if (!draft.isThere(folder)) {
        edits.unshift({ kind: 'mkdir', path: folder });
      }
      return { label: `make ${path} a package`, edits };
    }
  ],
  [
    4,
    function toModule(draft) {
      const path = draft.pick(
        draft.files.filter(path => /\/.*\/__init__\.py$/.test(path))
      );
      const folder = parentOf(path ?? '');
      const to = `${folder}.py`;
      if (path === null || draft.isThere(to)) {
        return null;
      }
      const edits: Edit[] = [{ kind: 'rename', path, to }];
      if (draft.random.oneIn(2)) {
        edits.push({ kind: 'remove', path: folder });
      }
      return { label: `make ${path} a module`, edits };
    }
  ],
  [
    6,
    function data(draft) {
      const folder = draft.pick(draft.folders);
      const path = `${folder}/${draft.random.pick(DATA)}`;
      if (folder === null || !draft.withData) {
        return null;
      }
      if (draft.isThere(path) && draft.random.oneIn(4)) {
        return { label: `remove ${path}`, edits: [{ kind: 'remove', path }] };
      }
      const file = { module: null, text: `data ${draft.value()}\n` };
      const isNew = !draft.isThere(path) || draft.random.oneIn(2);
      const kind = isNew ? 'write' : 'write-at-once';
      return { label: `write ${path}`, edits: [{ kind, path, file }] };
    }
  ],
  [
    4,
    function touch(draft) {
      const path = draft.pick([...draft.tree.files.keys()]);
      return path !== null
        ? { label: `touch ${path}`, edits: [{ kind: 'touch', path }] }
        : null;
    }
  ],
  [
    6,
    function open(draft) {
      const closed = draft.files.filter(path => !draft.tree.buffers.has(path));
      const path = draft.pick(closed);
      return path !== null && draft.tree.buffers.size < 5
        ? { label: `open ${path}`, edits: [{ kind: 'open', path }] }
        : null;
    }
  ],
  [
    3,
    function save(draft) {
      const path = draft.pick([...draft.tree.buffers.keys()]);
      const folder = parentOf(path ?? '');
      return path !== null && (folder === '' || draft.isThere(folder))
        ? { label: `save ${path}`, edits: [{ kind: 'save', path }] }
        : null;
    }
  ],
  [
    3,
    function close(draft) {
      const path = draft.pick([...draft.tree.buffers.keys()]);
      return path !== null
        ? { label: `close ${path}`, edits: [{ kind: 'close', path }] }
        : null;
    }
  ]
];

/** Makes steps, one after the other. */
export class RandomEdits {
  /** @param withData - whether modules have data files beside them. */
  constructor(random: Random, withData: boolean) {
    const nothing = new Tree(new Map(), new Set(), new Map());
    this._draft = new Draft(random, withData, nothing);
  }

  /** The files after all steps up to now. */
  get tree(): Tree {
    return this._draft.tree;
  }

  /** Some files to begin with. */
  begin(): IStep {
    return this._begin()!;
  }

  private _begin(): IStep | null {
    const edits: Edit[] = [];
    for (const folder of [FOLDER, `${FOLDER}/sub`, `${FOLDER}/ns`]) {
      edits.push({ kind: 'mkdir', path: folder });
    }
    for (const path of ['__init__', 'a', 'b', 'c', 'sub/__init__', 'ns/c']) {
      const file = moduleFile(this._draft.module());
      edits.push({ kind: 'write', path: `${FOLDER}/${path}.py`, file });
    }
    const file = moduleFile(this._draft.module());
    edits.push({ kind: 'write', path: FILE, file });
    return this._take({ edits, label: START });
  }

  /** The next step. */
  next(): IStep {
    for (;;) {
      // Nothing can be done with nothing.
      const isOver = TOPS.every(path => !this._draft.isThere(path));
      const anew = isOver && this._begin();
      if (anew) {
        return anew;
      }
      const maker = this._draft.random.pick(WEIGHTED);
      const draft = maker(this._draft);
      const step = draft && this._take(draft);
      if (step) {
        return step;
      }
    }
  }

  private _take(step: IStep): IStep | null {
    const tree = step.edits.reduce((tree, edit) => tree.apply(edit), this.tree);
    if (!tree.isDefinite || tree.files.size > MAX_FILES) {
      return null;
    }
    this._draft.tree = tree;
    return step;
  }

  private _draft: Draft;
}

const WEIGHTED = MAKERS.flatMap(([weight, maker]) =>
  Array.from({ length: weight }, () => maker)
);
