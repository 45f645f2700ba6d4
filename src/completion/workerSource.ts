/**
 * What a connected server and served files tell of names.
 */
import type { dh } from '@deephaven/jsapi-types';

import type {
  IDeephavenServer,
  IServedModules,
  IServerConnection
} from '../tokens';
import type { IModuleOutline } from '../tree/types';
import type { IColumn } from './python/columns';
import type { ICompletionSource } from './python/source';
import type { IWriting } from './writing';

/** How long an outline counts where nothing says that files change, in milliseconds. */
const MAX_AGE = 2000;

/** The columns of tables, as long as no code may have set their variables. */
class KnownColumns {
  async of(
    { variables }: IDeephavenServer,
    name: string
  ): Promise<readonly IColumn[] | null> {
    const variable = variables.find(name);
    if (variable?.type !== 'Table' || !variable.isExported) {
      return null;
    }
    const known = this._known.get(name);
    if (known?.revision === variable.revision) {
      return known.columns;
    }
    const columns = variables.fetch(variable).then(({ object }) => {
      const table = object as dh.Table;
      try {
        return table.columns.map(({ name, type }) => ({ name, type }));
      } finally {
        table.close();
      }
    });
    this._known.set(name, { revision: variable.revision, columns });
    // It is asked for again.
    columns.catch(() => this._known.delete(name));
    return columns;
  }

  private readonly _known = new Map<
    string,
    { revision: number; columns: Promise<readonly IColumn[]> }
  >();
}

/** Makes the sources of completions. */
export class Sources {
  constructor(private readonly _served: IServedModules | null) {
    _served?.changed.connect(() => this._outlines.clear());
    _served?.filesChanged.connect(() => this._outlines.clear());
  }

  /** What tells the names that can stand in a text. */
  of({ connection, scope, server }: IWriting): ICompletionSource {
    // The session's variables of the same names are others then.
    const isApart = scope !== null && !scope.exportsTables;
    return {
      language: connection.language?.within(scope) ?? null,
      served: name => this._outline(name),
      columns: async name =>
        isApart ? null : this._columns(connection).of(server, name),
      variables: server.variables.list
        .filter(({ detail }) => scope === null && detail?.kind === 'value')
        .map(({ name }) => name),
      onFailure: reason => {
        console.warn('Deephaven could not complete names', reason);
      }
    };
  }

  private _columns(connection: IServerConnection): KnownColumns {
    const columns = this._known.get(connection) ?? new KnownColumns();
    this._known.set(connection, columns);
    return columns;
  }

  /** A served module; asked for once while somebody types. */
  private _outline(name: string): Promise<IModuleOutline | null> {
    if (!this._served) {
      return Promise.resolve(null);
    }
    const now = Date.now();
    const known = this._outlines.get(name);
    if (known && now - known.asked < MAX_AGE) {
      return known.outline;
    }
    const outline = this._served
      .provider()
      .then(provider => provider.outline(name));
    this._outlines.set(name, { asked: now, outline });
    outline.catch(() => this._outlines.delete(name));
    return outline;
  }

  private readonly _known = new WeakMap<IServerConnection, KnownColumns>();
  private readonly _outlines = new Map<
    string,
    { asked: number; outline: Promise<IModuleOutline | null> }
  >();
}
