/**
 * The folders that programs import from: they are listed and put into the
 * index however much else is served.
 */
import type { ModuleContent } from '../protocol/messages';
import { originOf } from '../protocol/origin';

/** Remembers folders, with those that they are in. */
export class ImportedFolders {
  /** Remember a folder by its path. */
  add(path: string): void {
    this._add(folderOrigin(path));
  }

  /** Whether a folder is one, or has one in it. */
  has(path: string): boolean {
    return this._origins.has(folderOrigin(path));
  }

  /**
   * Remember the folders of modules.
   *
   * @returns whether there are new ones.
   */
  record(modules: Iterable<ModuleContent>): boolean {
    const before = this._origins.size;
    for (const module of modules) {
      const folders =
        module.kind === 'namespace'
          ? module.locations
          : [outerOf(module.origin)];
      folders.forEach(folder => this._add(folder));
    }
    return this._origins.size > before;
  }

  /** Forget them all. */
  clear(): void {
    this._origins.clear();
  }

  private _add(folder: string): void {
    // The outer ones of one that is known are known.
    while (folder !== '' && !this._origins.has(folder)) {
      this._origins.add(folder);
      folder = outerOf(folder);
    }
  }

  private _origins = new Set<string>();
}

/** The origin of a folder, that of the topmost one as well without a slash. */
function folderOrigin(path: string): string {
  return originOf(path).replace(/\/$/, '');
}

/** The origin of the folder that something is in; empty for the outermost. */
function outerOf(origin: string): string {
  return origin.slice(0, origin.lastIndexOf('/'));
}
