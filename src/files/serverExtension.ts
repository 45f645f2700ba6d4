/**
 * The server extension, where it is installed: lists
 * and reads many files in one request.
 */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** The option of the page's configuration by which the part says it is there. */
const PAGE_OPTION = 'jupyterlabDeephavenEndpoints';

/** The version of the endpoints that is spoken here. */
const ENDPOINTS = '1';

/** What a Jupyter server answers that does not have the server extension. */
const NOT_FOUND = 404;

/** An entry: name, whether it is a folder, last change, size, version. */
export type EntryAnswer = readonly [
  string,
  boolean,
  string,
  number | null,
  string
];

/** What is served: links lead nowhere else. */
export interface IWithin {
  readonly roots: readonly string[];
  readonly ignore: readonly string[];
}

/** What to list. */
export interface IListRequest {
  readonly roots: readonly string[];
  readonly ignore: readonly string[];
  /** Fingerprints of what is known, by folder; empty for what is missing. */
  readonly known: Readonly<Record<string, string>>;
  readonly limits: { readonly entries: number; readonly folders: number };
  /** What is served; without it, what is listed. */
  readonly within?: IWithin;
}

/** What is there, or has changed. */
export interface IListAnswer {
  readonly folders: Readonly<
    Record<
      string,
      { readonly fingerprint: string; readonly entries: readonly EntryAnswer[] }
    >
  >;
  readonly unchanged: readonly string[];
  readonly missing: readonly string[];
  /** Links that lead out of what is served. */
  readonly outside: readonly string[];
  readonly truncated: boolean;
}

/** A file; null where there is none. */
export type FileAnswer =
  | {
      readonly format: 'text' | 'base64';
      readonly content: string;
      readonly version: string;
      /** Whether any later change of the file changes its version. */
      readonly exact?: boolean;
    }
  | { readonly error: string; readonly outside?: boolean }
  | null;

/** Some of the files asked for. */
export interface IReadAnswer {
  readonly files: Readonly<Record<string, FileAnswer>>;
  /** Those that are to be asked for again. */
  readonly left: readonly string[];
}

/** Asks the server extension. */
export class ServerExtension {
  constructor(settings: ServerConnection.ISettings) {
    this._settings = settings;
    this._isThere = PageConfig.getOption(PAGE_OPTION) === ENDPOINTS;
  }

  /** Whether it can be asked. */
  get isThere(): boolean {
    return this._isThere;
  }

  /** Emitted when it is not there any more, for as long as the page is. */
  get gone(): ISignal<this, void> {
    return this._gone;
  }

  /** List folders with all folders below them. */
  list(request: IListRequest): Promise<IListAnswer> {
    return this._post<IListAnswer>('list', request);
  }

  /** Wait until something differs from what is known, or for a while. */
  watch(request: IListRequest, signal: AbortSignal): Promise<IListAnswer> {
    return this._post<IListAnswer>('watch', request, signal);
  }

  /** Read files, as many as one answer carries. */
  read(paths: readonly string[], within?: IWithin): Promise<IReadAnswer> {
    return this._post<IReadAnswer>('read', { paths, within });
  }

  private async _post<T>(
    endpoint: string,
    body: unknown,
    signal?: AbortSignal
  ): Promise<T> {
    const { baseUrl } = this._settings;
    const response = await ServerConnection.makeRequest(
      URLExt.join(baseUrl, 'jupyterlab-deephaven', endpoint),
      { method: 'POST', body: JSON.stringify(body), signal },
      this._settings
    );
    if (!response.ok) {
      // Whatever else is refused must not go past it: it alone knows links.
      if (response.status === NOT_FOUND && this._isThere) {
        this._isThere = false;
        this._gone.emit();
      }
      throw await ServerConnection.ResponseError.create(response);
    }
    return response.json();
  }

  private _gone = new Signal<this, void>(this);
  private _isThere: boolean;
  private _settings: ServerConnection.ISettings;
}
