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

import { FakeDocument, managing } from '../src/__tests__/helpers/fakeDocuments';
import { OpenDocuments } from '../src/files/openDocuments';
import type { Edit } from './randomTree';
import { Tree } from './randomTree';

/** The served files, and the open editors. */
export class ServedDisk {
  /**
   * @param root - where the files are on the disk.
   * @param _storeRoot - what the store calls that.
   * @param _keepsTimes - whether some edits set the file's time back.
   */
  constructor(
    readonly root: string,
    private readonly _storeRoot = root,
    private readonly _keepsTimes = true
  ) {}

  /** What the extension sees of the editors. */
  readonly documents = new OpenDocuments(
    managing(() => [...this._documents.values()])
  );

  /** Make an edit. */
  apply(edit: Edit): void {
    const before = this._tree;
    this._tree = before.apply(edit);
    const path = join(this.root, edit.path);
    const document = this._documents.get(edit.path);
    switch (edit.kind) {
      case 'write':
        write(path, edit.file.text);
        break;
      case 'write-at-once': {
        const { mtime } = statSync(path);
        write(path, edit.file.text, this._keepsTimes ? mtime : undefined);
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
      case 'open': {
        const opened = new FakeDocument(join(this._storeRoot, edit.path));
        void opened.load(before.files.get(edit.path)!.text);
        this._documents.set(edit.path, opened);
        break;
      }
      case 'type':
        document!.edit(edit.file.text);
        break;
      case 'save': {
        const end = document!.save();
        write(path, before.buffers.get(edit.path)!.text);
        end();
        break;
      }
      case 'close':
        this._documents.delete(edit.path);
        break;
    }
  }

  private _documents = new Map<string, FakeDocument>();
  private _tree = new Tree(new Map(), new Set(), new Map());
}

/** Write a file, with a time of whole milliseconds, which can be set back. */
function write(path: string, text: string, time?: Date): void {
  writeFileSync(path, text);
  const mtime = time ?? statSync(path).mtime;
  utimesSync(path, mtime, mtime);
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
