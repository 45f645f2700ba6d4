/**
 * What random edits are made of: names, imports, changes of a module.
 */
import type { Random } from '../src/__tests__/helpers/random';
import type { Form, IImportLine, IModuleText, Wrap } from './randomModules';
import type { Edit, IFile, Tree } from './randomTree';
import { baseName, FOLDER, moduleFile, parentName } from './randomTree';

/** What modules and folders are called. */
export const NAMES = ['a', 'b', 'c', 'sub', 'ns', 'größe'];

/** Data files beside the modules. */
export const DATA = ['data.txt', 'more.txt'];

const FORMS: readonly Form[] = [
  'import',
  'import',
  'from',
  'from',
  'from',
  'value',
  'value',
  'thing',
  'star',
  'star',
  'dynamic'
];
const WRAPS: readonly Wrap[] = [
  'plain',
  'plain',
  'plain',
  'plain',
  'try',
  'try',
  'catch',
  'if',
  'class',
  'late',
  'late'
];

/** How deep folders go. */
export const MAX_DEPTH = 4;

/** One step: some edits that belong together. */
export interface IStep {
  readonly label: string;
  readonly edits: readonly Edit[];
}

/** Draws the parts of a step. */
export class Draft {
  constructor(
    readonly random: Random,
    readonly withData: boolean,
    public tree: Tree
  ) {}

  get files(): string[] {
    return [...this.tree.files.keys()].filter(path => path.endsWith('.py'));
  }

  get folders(): string[] {
    return [...this.tree.folders].filter(path => depth(path) < MAX_DEPTH);
  }

  isThere(path: string): boolean {
    return this.tree.files.has(path) || this.tree.folders.has(path);
  }

  pick<T>(values: readonly T[]): T | null {
    return values.length > 0 ? this.random.pick(values) : null;
  }

  module(lines: readonly IImportLine[] = []): IModuleText {
    this._uid += 1;
    return {
      uid: this._uid,
      value: this.value(),
      all: this.random.oneIn(5) ? [`K${this._uid}`] : null,
      lines,
      fault: 'none'
    };
  }

  value(): number {
    return 1000 + this.random.below(9000);
  }

  /** An import for the module of a path. */
  line(path: string): IImportLine {
    const random = this.random;
    const found = [...this.tree.modules.keys()];
    const name = [...this.tree.modules].find(([, one]) => one.path === path);
    const importer = name?.[0] ?? FOLDER;
    const isPackage = baseName(path) === '__init__.py';
    const target = random.oneIn(5)
      ? `${random.pick(found.length > 0 ? found : [FOLDER])}.${random.pick(NAMES)}`
      : random.pick(found.length > 0 ? found : [FOLDER]);
    let form = random.pick(FORMS);
    let wrap = random.pick(WRAPS);
    if (form === 'from' && !target.includes('.')) {
      form = 'import';
    }
    if (form === 'dynamic') {
      wrap = 'plain';
    }
    if (form === 'star' && (wrap === 'class' || wrap === 'late')) {
      wrap = 'plain';
    }
    const base = form === 'from' ? parentName(target) : target;
    const child = form === 'from' ? baseName(target.replace(/\./g, '/')) : '';
    const isRelative = form !== 'import' && form !== 'dynamic';
    if (!isRelative || random.oneIn(3)) {
      return { form, wrap, level: 0, module: base, name: child };
    }
    const own = isPackage ? importer : parentName(importer);
    const ownParts = own === '' ? [] : own.split('.');
    const parts = base.split('.');
    let common = 0;
    while (common < parts.length && parts[common] === ownParts[common]) {
      common += 1;
    }
    // Now and then one dot too many, which may lead out of the top.
    const level = ownParts.length - common + 1 + (random.oneIn(25) ? 1 : 0);
    const module = parts.slice(common).join('.');
    if (common === 0 && !random.oneIn(10)) {
      return { form, wrap, level: 0, module: base, name: child };
    }
    return { form, wrap, level, module, name: child };
  }

  /** Change the module of a file: on the disk, or in the editor. */
  change(
    label: string,
    change: (module: IModuleText, path: string) => IModuleText | null
  ): IStep | null {
    const path = this.pick(this.files);
    const buffer = path === null ? undefined : this.tree.buffers.get(path);
    if (path === null) {
      return null;
    }
    const inEditor = buffer !== undefined && !this.random.oneIn(3);
    const old = (inEditor ? buffer : this.tree.files.get(path))?.module;
    const module = old && change(old, path);
    if (!module) {
      return null;
    }
    const file = moduleFile(module);
    if (inEditor) {
      const edits: Edit[] = [{ kind: 'type', path, file }];
      return { label: `${label} in the editor of ${path}`, edits };
    }
    const kind = this.random.oneIn(3) ? 'write-at-once' : 'write';
    return { label: `${label} of ${path}`, edits: [{ kind, path, file }] };
  }

  create(folder: string): { path: string; file: IFile } | null {
    const name = this.random.pick([...NAMES, '__init__']);
    const path = `${folder}/${name}.py`;
    if (this.isThere(path)) {
      return null;
    }
    const lines = Array.from({ length: this.random.below(3) }, () =>
      this.line(path)
    );
    const module = this.module(lines);
    const isEmpty = name === '__init__' && this.random.oneIn(3);
    return {
      path,
      file: moduleFile(isEmpty ? { ...module, fault: 'empty' } : module)
    };
  }

  rename(from: string, to: string): IStep | null {
    const deepest = [...this.tree.folders]
      .filter(path => path === from || path.startsWith(`${from}/`))
      .map(path => depth(to) + depth(path) - depth(from));
    return this.isThere(from) &&
      !this.isThere(to) &&
      Math.max(0, ...deepest) < MAX_DEPTH
      ? {
          label: `rename ${from} to ${to}`,
          edits: [{ kind: 'rename', path: from, to }]
        }
      : null;
  }

  private _uid = 0;
}

/** How many parts a path has. */
export function depth(path: string): number {
  return path.split('/').length;
}
