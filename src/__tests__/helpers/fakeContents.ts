/**
 * A Jupyter server's contents, in memory.
 */
import type { Contents } from '@jupyterlab/services';
import { ContentsManager, ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

/** An answer of the server that is no success. */
export function responseError(status: number, message: string) {
  return new ServerConnection.ResponseError(
    { status, statusText: message, ok: false } as Response,
    message
  );
}

/** What the contents manager is asked for. */
export type Get = (
  path: string,
  options?: Contents.IFetchOptions
) => Promise<Partial<Contents.IModel>>;

/** A drive whose answers are the test's. */
class FakeDrive {
  constructor(
    readonly name: string,
    private _get: Get
  ) {}

  readonly fileChanged = new Signal<this, Contents.IChangedArgs>(this);

  readonly serverSettings = ServerConnection.makeSettings();

  get(path: string, options?: Contents.IFetchOptions) {
    return this._get(this.name ? `${this.name}:${path}` : path, options);
  }

  dispose(): void {
    Signal.clearData(this);
  }
}

/** A real contents manager over drives of which `get` is given. */
export function fakeContents(
  get: Get,
  ...drives: string[]
): { contents: ContentsManager; rename: (from: string, to: string) => void } {
  const main = new FakeDrive('', get);
  const contents = new ContentsManager({
    defaultDrive: main as unknown as Contents.IDrive
  });
  for (const name of drives) {
    contents.addDrive(new FakeDrive(name, get) as unknown as Contents.IDrive);
  }
  const rename = (from: string, to: string) =>
    main.fileChanged.emit({
      type: 'rename',
      oldValue: { path: from },
      newValue: { path: to }
    });
  return { contents, rename };
}
