/**
 * The files of the random edits, as a value: what each edit makes of them, and
 * which modules they then are.
 */
import type { IModuleText } from './randomModules';
import {
  baseOf,
  demands,
  namedBy,
  render,
  withPackages
} from './randomModules';

/** The served folder and the served file, by their paths. */
export const FOLDER = 'kit';
export const FILE = 'solo.py';

/** A file: a module, or data. */
export interface IFile {
  readonly text: string;
  readonly module: IModuleText | null;
}

/** What is open in an editor. */
export interface IBuffer extends IFile {
  /** Whether it is not what was opened, or saved last. */
  readonly dirty: boolean;
  /** What that was. */
  readonly base: string;
}

/** One change of files or buffers. */
export type Edit =
  | { readonly kind: 'write'; readonly path: string; readonly file: IFile }
  | { readonly kind: 'write-at-once'; readonly path: string; file: IFile }
  | { readonly kind: 'remove' | 'mkdir' | 'touch'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'open' | 'close' | 'save'; readonly path: string }
  | { readonly kind: 'type'; readonly path: string; readonly file: IFile };

/** A module that the files have. */
export interface IFound {
  readonly kind: 'package' | 'module' | 'namespace';
  readonly path: string;
  /** Null for a namespace package. */
  readonly file: IFile | null;
}

/** The file that a module's text makes. */
export function moduleFile(module: IModuleText): IFile {
  return { module, text: render(module) };
}

function opened({ module, text }: IFile): IBuffer {
  return { module, text, dirty: false, base: text };
}

/** Files, folders and buffers at one moment. */
export class Tree {
  constructor(
    readonly files: ReadonlyMap<string, IFile>,
    readonly folders: ReadonlySet<string>,
    readonly buffers: ReadonlyMap<string, IBuffer>
  ) {}

  /** The tree after an edit. */
  apply(edit: Edit): Tree {
    const files = new Map(this.files);
    const folders = new Set(this.folders);
    const buffers = new Map(this.buffers);
    const { path } = edit;
    switch (edit.kind) {
      case 'write':
      case 'write-at-once':
        files.set(path, edit.file);
        break;
      case 'mkdir':
        folders.add(path);
        break;
      case 'remove':
        [...files.keys()].filter(isAt(path)).forEach(key => files.delete(key));
        [...folders].filter(isAt(path)).forEach(key => folders.delete(key));
        break;
      case 'rename':
        for (const key of [...files.keys()].filter(isAt(path))) {
          files.set(edit.to + key.slice(path.length), files.get(key)!);
          files.delete(key);
        }
        for (const key of [...folders].filter(isAt(path))) {
          folders.add(edit.to + key.slice(path.length));
          folders.delete(key);
        }
        break;
      case 'open':
        buffers.set(path, opened(files.get(path)!));
        break;
      case 'type': {
        const { base } = buffers.get(path)!;
        const dirty = edit.file.text !== base;
        buffers.set(path, { ...edit.file, base, dirty });
        break;
      }
      case 'save':
        files.set(path, buffers.get(path)!);
        buffers.set(path, opened(buffers.get(path)!));
        break;
      case 'close':
        buffers.delete(path);
        break;
    }
    return new Tree(files, folders, buffers);
  }

  /** A file as programs are to see it: an unsaved text wins. */
  seen(path: string): IFile | null {
    const file = this.files.get(path);
    const buffer = this.buffers.get(path);
    return file && buffer?.dirty ? buffer : (file ?? null);
  }

  /** The modules by their full names, as CPython finds them. */
  get modules(): ReadonlyMap<string, IFound> {
    this._modules ??= this._findModules();
    return this._modules;
  }

  private _findModules(): Map<string, IFound> {
    const found = new Map<string, IFound>();
    const children = new Map<string, Set<string>>();
    for (const path of [...this.files.keys(), ...this.folders]) {
      const folder = parentOf(path);
      const child = baseName(path).replace(/\.py$/, '');
      if (path.endsWith('.py') || this.folders.has(path)) {
        children.set(folder, (children.get(folder) ?? new Set()).add(child));
      }
    }
    const visit = (name: string, path: string) => {
      const init = `${path}/__init__.py`;
      if (this.files.has(init)) {
        found.set(name, { kind: 'package', path: init, file: this.seen(init) });
      } else if (this.files.has(`${path}.py`)) {
        const file = this.seen(`${path}.py`);
        found.set(name, { kind: 'module', path: `${path}.py`, file });
        return;
      } else if (this.folders.has(path)) {
        found.set(name, { kind: 'namespace', path, file: null });
      } else {
        return;
      }
      for (const child of children.get(path) ?? []) {
        if (child !== '__init__') {
          visit(`${name}.${child}`, `${path}/${child}`);
        }
      }
    };
    if (this.folders.has(FOLDER)) {
      visit(FOLDER, FOLDER);
    }
    visit(baseName(FILE).replace(/\.py$/, ''), FILE.replace(/\.py$/, ''));
    return found;
  }

  /**
   * What each module imports when it is executed.
   *
   * @param withOwn - whether also the packages that it is in, where it
   * imports from them.
   */
  imports(withOwn: boolean): Map<string, Set<string>> {
    const imports = new Map<string, Set<string>>();
    for (const [name, { file, kind }] of this.modules) {
      const own = withPackages(parentName(name));
      const wanted = new Set<string>();
      for (const line of file?.module?.lines ?? []) {
        const isPackage = kind === 'package';
        if (line.wrap === 'late') {
          // What it takes from its packages counts: the function may have
          // been called at once.
          namedBy(line, name, isPackage)
            .filter(other => withOwn && own.includes(other))
            .forEach(other => wanted.add(other));
        } else {
          const all = demands(line, name, isPackage);
          const named = withOwn
            ? namedBy(line, name, isPackage)
            : all.slice(-1);
          all
            .filter(other => named.includes(other) || !own.includes(other))
            .forEach(other => wanted.add(other));
        }
      }
      imports.set(name, wanted);
    }
    return imports;
  }

  /**
   * Whether what modules see is independent of which of them is imported
   * first: with this, a worker that has some of them loaded already is to see
   * the same as a fresh Python.
   *
   * A star import takes what is there at that moment: not in a circle, and not
   * the submodules that somebody else may have imported.
   */
  get isDefinite(): boolean {
    const imports = this.imports(false);
    for (const [name, { file, kind }] of this.modules) {
      for (const line of file?.module?.lines ?? []) {
        if (line.form !== 'star') {
          continue;
        }
        const target = baseOf(line, name, kind === 'package');
        if (target === null) {
          continue;
        }
        const { file: other, kind: otherKind } = this.modules.get(target) ?? {};
        const all = other?.module?.all;
        if (all?.some(child => !/^K\d/.test(child))) {
          return false;
        }
        if (
          (otherKind !== 'module' && !all) ||
          reaches(imports, target, name)
        ) {
          return false;
        }
      }
    }
    return true;
  }

  private _modules: ReadonlyMap<string, IFound> | null = null;
}

function reaches(
  imports: ReadonlyMap<string, ReadonlySet<string>>,
  from: string,
  to: string
): boolean {
  const seen = new Set([from]);
  for (const name of seen) {
    imports.get(name)?.forEach(other => seen.add(other));
  }
  return seen.has(to);
}

function isAt(path: string): (other: string) => boolean {
  return other => other === path || other.startsWith(`${path}/`);
}

/** The package of a module; empty for a top-level one. */
export function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

/** The folder of a path; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
