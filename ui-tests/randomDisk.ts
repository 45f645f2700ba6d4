/**
 * The files of the random edits on a disk: those that are served, with the
 * editors that are open on them, and a mirror of what programs are to see.
 */
import {
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import type { IDocumentManager } from '@jupyterlab/docmanager';

import { OpenDocuments } from '../src/files/openDocuments';
import type { Edit } from './randomTree';
import { Tree } from './randomTree';

/**
 * How long after a file's last change another change at the same time of the
 * file system's clock must be noticed, in milliseconds. The extension trusts
 * a file a while after that.
 */
const TICK = 1500;

/** The served files, and the open editors. */
export class ServedDisk {
  /**
   * @param root - where the files are on the disk.
   * @param store - what the store calls that, and when it says that a file of
   * the disk was last modified.
   */
  constructor(
    readonly root: string,
    private readonly _store: {
      readonly root: string;
      readonly time: (path: string) => string;
    } = { root, time: modified }
  ) {}

  /** What the extension sees of the editors. */
  readonly documents = new OpenDocuments({
    findWidget: (path: string) =>
      this._tree.buffers.has(this._name(path)) ? { path } : undefined,
    contextForWidget: ({ path }: { path: string }) => {
      const { dirty, text } = this._tree.buffers.get(this._name(path))!;
      return {
        isReady: true,
        contentsModel: {
          type: 'file',
          last_modified: this._opened.get(this._name(path))
        },
        model: { dirty, collaborative: false, toString: () => text }
      };
    }
  } as unknown as IDocumentManager);

  /** Make an edit. */
  apply(edit: Edit): void {
    const before = this._tree;
    this._tree = before.apply(edit);
    const path = join(this.root, edit.path);
    switch (edit.kind) {
      case 'write':
        writeFileSync(path, edit.file.text);
        break;
      case 'write-at-once': {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, edit.file.text);
        if (Date.now() - mtime.getTime() < TICK) {
          utimesSync(path, atime, mtime);
        }
        break;
      }
      case 'remove':
        rmSync(path, { recursive: true });
        break;
      case 'mkdir':
        mkdirSync(path);
        break;
      case 'touch':
        utimesSync(path, new Date(), new Date());
        break;
      case 'rename':
        renameSync(path, join(this.root, edit.to));
        break;
      case 'open':
        this._opened.set(edit.path, this._store.time(path));
        break;
      case 'save':
        writeFileSync(path, before.buffers.get(edit.path)!.text);
        this._opened.set(edit.path, this._store.time(path));
        break;
      case 'close':
        this._opened.delete(edit.path);
        break;
    }
    for (const [name, { text }] of this._tree.files) {
      if (text !== before.files.get(name)?.text) {
        this._distinguish(name, text);
      }
    }
  }

  /**
   * Give a file another time, if it would look like another text that was in
   * its place: no listing could tell these from each other.
   */
  private _distinguish(name: string, text: string): void {
    const path = join(this.root, name);
    const time = () => `${modified(path)} ${statSync(path).size}`;
    const known = this._known.get(name) ?? new Map<string, string>();
    this._known.set(name, known);
    const isOld = () => Date.now() - statSync(path).mtime.getTime() > TICK;
    const isOpen = () =>
      this._tree.buffers.get(name)?.text !== text &&
      this._opened.get(name) === this._store.time(path);
    const isAmbiguous = () => (known.get(time()) ?? text) !== text;
    for (let ms = 1; isOpen() || (isOld() && isAmbiguous()); ms++) {
      const other = new Date(Date.now() - 100 + ms);
      utimesSync(path, other, other);
    }
    known.set(time(), text);
  }

  private _name(path: string): string {
    return path.slice(this._store.root.length + 1);
  }

  /** Texts that were in a place, by their times. */
  private _known = new Map<string, Map<string, string>>();
  /** When files were last modified as editors know it, by name. */
  private _opened = new Map<string, string>();
  private _tree = new Tree(new Map(), new Set(), new Map());
}

function modified(path: string): string {
  return statSync(path).mtime.toISOString();
}

/** A folder that has what programs are to see. */
export class Mirror {
  constructor(readonly root: string) {}

  /** Make it that of a tree. */
  update(tree: Tree): void {
    for (const path of [...this._texts.keys(), ...this._folders]) {
      const isThere = this._folders.has(path)
        ? tree.folders.has(path)
        : tree.files.has(path);
      if (!isThere) {
        rmSync(join(this.root, path), { recursive: true, force: true });
        this._texts.delete(path);
        this._folders.delete(path);
      }
    }
    for (const path of [...tree.folders].sort()) {
      if (!this._folders.has(path)) {
        mkdirSync(join(this.root, path), { recursive: true });
        this._folders.add(path);
      }
    }
    for (const path of tree.files.keys()) {
      const { text } = tree.seen(path)!;
      if (this._texts.get(path) !== text) {
        writeFileSync(join(this.root, path), text);
        this._texts.set(path, text);
      }
    }
  }

  private _folders = new Set<string>();
  private _texts = new Map<string, string>();
}
