/**
 * Writes exported rows to a file as they come.
 *
 * Deephaven's grid hands rows to a service worker that it expects. Pages of
 * JupyterLab have none of ours, so this stands in for one: it takes the same
 * messages, and writes to the file that the user picks, or gathers a Blob,
 * which browsers keep on the disk, where there is no such picker.
 */

/** What the grid sends first: a file's name. */
interface IRequest {
  readonly encodedFileName: string;
}

/** What the grid sends then: text, and how it ended. */
interface IPart {
  readonly header?: string;
  readonly rows?: string;
  readonly end?: boolean;
  readonly cancel?: boolean;
}

/** Where text goes. */
interface ISink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** The part of `window` that not every browser has. */
interface IPickers {
  showSaveFilePicker?(options: {
    suggestedName: string;
  }): Promise<FileSystemFileHandle>;
}

/** How many characters become one part of a Blob. */
const PART = 4_000_000;

/**
 * What takes exported rows, in the place of a service worker.
 *
 * @param stop - ends the export; called with why, or with null when the user
 * picks no file.
 */
export function fileSink(
  stop: (reason: unknown) => void
): Promise<ServiceWorker> {
  const worker = {
    postMessage: (message: IRequest | 'ping', ports?: MessagePort[]) => {
      if (message !== 'ping') {
        const name = decodeURIComponent(message.encodedFileName);
        receive(name, ports![0], stop).catch(reason =>
          stop(isAborted(reason) ? null : reason)
        );
      }
    }
  };
  return Promise.resolve(worker as unknown as ServiceWorker);
}

/** Write what comes by a port to a file. */
async function receive(
  name: string,
  port: MessagePort,
  stop: (reason: unknown) => void
): Promise<void> {
  const sink = await openSink(name);
  let work = Promise.resolve();
  port.onmessage = ({ data }: MessageEvent<IPart>) => {
    work = work.then(() => take(sink, data));
    work.catch(reason => {
      port.close();
      stop(reason);
    });
    if (data.end || data.cancel) {
      port.close();
    }
  };
  // The grid begins to send rows when it is told where they go; it opens that
  // address in a hidden frame.
  port.postMessage({ download: 'about:blank' });
}

async function take(sink: ISink, part: IPart): Promise<void> {
  const text = (part.header ?? '') + (part.rows ?? '');
  if (text !== '') {
    await sink.write(text);
  }
  if (part.end) {
    await sink.close();
  } else if (part.cancel) {
    await sink.abort();
  }
}

async function openSink(name: string): Promise<ISink> {
  const picker = window as IPickers;
  if (!picker.showSaveFilePicker) {
    return new BlobSink(name);
  }
  try {
    const file = await picker.showSaveFilePicker({ suggestedName: name });
    return await file.createWritable();
  } catch (reason) {
    if (isAborted(reason)) {
      throw reason;
    }
    // Not allowed here, as in a frame of another site.
    console.warn('No file can be picked', reason);
    return new BlobSink(name);
  }
}

function isAborted(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'AbortError';
}

/** Gathers text, and has the browser save it in the end. */
class BlobSink implements ISink {
  constructor(private _name: string) {}

  async write(text: string): Promise<void> {
    this._text.push(text);
    this._length += text.length;
    if (this._length >= PART) {
      this._pack();
    }
  }

  async close(): Promise<void> {
    this._pack();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(
      new Blob(this._parts, { type: 'text/csv;charset=utf-8' })
    );
    link.download = this._name;
    link.click();
    // The browser has the Blob by then, and lets it go with its address.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async abort(): Promise<void> {
    this._text = [];
    this._parts = [];
  }

  private _pack(): void {
    this._parts.push(new Blob(this._text));
    this._text = [];
    this._length = 0;
  }

  private _length = 0;
  private _parts: Blob[] = [];
  private _text: string[] = [];
}
