/**
 * Jupyter servers whose contents managers have ways of their own with times.
 */
import type { Contents } from '@jupyterlab/services';

import { JupyterFileStore } from '../../files/fileStore';
import { fakeContents, responseError } from './fakeContents';

/** When the server's clock begins. */
const BEGIN = Date.parse('2026-06-01T12:00:00Z');

const EPOCH = '1970-01-01T00:00:00Z';

/** A file, with the server's times. */
interface IFile {
  text: string;
  /** Of the last change of its text; can be set back. */
  modified: number;
  /** Of the last change of anything. */
  changed: number;
  readonly created: number;
}

/** What a contents manager tells of a file. */
type Tell = (
  file: IFile,
  now: number
) => Partial<Pick<Contents.IModel, 'last_modified' | 'created' | 'size'>>;

const iso = (time: number) => new Date(time).toISOString();

/** Contents managers by what they tell. */
export const KINDS = {
  'the times of a disk': ({ changed, modified, text }) => ({
    last_modified: iso(modified),
    created: iso(changed),
    size: text.length
  }),
  'times in milliseconds': ({ modified, text }) => ({
    last_modified: iso(modified),
    size: text.length
  }),
  'times in whole seconds': ({ modified, text }) => ({
    last_modified: iso(Math.floor(modified / 1000) * 1000),
    size: text.length
  }),
  'times in two seconds, without sizes': ({ modified }) => ({
    last_modified: iso(Math.floor(modified / 2000) * 2000)
  }),
  'one time for all files, with sizes': ({ text }) => ({
    last_modified: EPOCH,
    created: EPOCH,
    size: text.length
  }),
  'one time for all files, without sizes': () => ({ last_modified: EPOCH }),
  'the times of creation': ({ created, text }) => ({
    last_modified: iso(created),
    created: iso(created),
    size: text.length
  }),
  'the times of the request': ({ text }, now) => ({
    last_modified: iso(now),
    size: text.length
  }),
  'no times': () => ({ last_modified: '' })
} as const satisfies Record<string, Tell>;

/** A name of one. */
export type Kind = keyof typeof KINDS;

/** A server with files. */
export class ContentsServer {
  /**
   * @param kind - what its contents manager tells.
   * @param drive - the drive that has the files; the default one if empty.
   */
  constructor(kind: Kind, drive = '') {
    this._tell = KINDS[kind];
    this._prefix = drive && `${drive}:`;
    const { contents } = fakeContents(path => this._get(path), 'other');
    this.store = new JupyterFileStore(contents);
  }

  readonly store: JupyterFileStore;

  /** The paths that were read. */
  readonly reads: string[] = [];

  /** Let the server's clock go on. */
  wait(ms: number): void {
    this._now += ms;
  }

  /** Write a file in place. */
  write(path: string, text: string): void {
    const before = this._files.get(path);
    this._files.set(path, {
      text,
      modified: this._now,
      changed: this._now,
      created: before?.created ?? this._now
    });
  }

  /** Write a file, and set its time back to what it was. */
  writeKeepingTime(path: string, text: string): void {
    Object.assign(this._files.get(path)!, { text, changed: this._now });
  }

  /** Remove a file. */
  remove(path: string): void {
    this._files.delete(path);
  }

  /** The paths of all files. */
  get paths(): string[] {
    return [...this._files.keys()];
  }

  /** Put another file in its place. */
  replace(path: string, text: string): void {
    this._files.delete(path);
    this.write(path, text);
  }

  /** What a file has. */
  text(path: string): string {
    return this._files.get(path)!.text;
  }

  /** What the contents API says of a file. */
  facts(path: string): Partial<Contents.IModel> {
    return this._tell(this._files.get(path)!, this._now);
  }

  /** What the store calls a path. */
  path(local: string): string {
    return this._prefix + local;
  }

  private async _get(path: string): Promise<Partial<Contents.IModel>> {
    const local = path.slice(this._prefix.length);
    const name = local.slice(local.lastIndexOf('/') + 1);
    if (this._files.has(local)) {
      const content = this.text(local);
      this.reads.push(local);
      return {
        ...{ name, path, type: 'file', format: 'text', content },
        ...this.facts(local)
      };
    }
    const below = [...this._files.keys()]
      .filter(file => file.startsWith(`${local}/`))
      .map(file => file.slice(local.length + 1).split('/'));
    if (below.length === 0) {
      throw responseError(404, 'none');
    }
    const folders = below.filter(({ length }) => length > 1);
    const content = [...new Set(folders.map(([folder]) => folder))].map(
      folder => ({
        name: folder,
        path: `${path}/${folder}`,
        type: 'directory',
        last_modified: iso(this._now)
      })
    );
    for (const [file] of below.filter(({ length }) => length === 1)) {
      content.push({
        ...{ name: file, path: `${path}/${file}`, type: 'file' },
        last_modified: '',
        ...this.facts(`${local}/${file}`)
      });
    }
    return { name, path, type: 'directory', content };
  }

  private _files = new Map<string, IFile>();
  private _now = BEGIN;
  private _prefix: string;
  private _tell: Tell;
}
