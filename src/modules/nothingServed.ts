/**
 * What is served where nothing is.
 */
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { moment } from '../protocol/moment';
import type {
  IServedProvider,
  IServedSnapshot,
  IServedSource
} from '../tree/types';

/** Has no file and no module. */
export const NOTHING: IServedProvider = {
  resolve: async () => null,
  outline: async () => null,
  read: async (paths: readonly string[]) => paths.map(() => null),
  data: async () => null,
  list: async () => null,
  ahead: async () => null,
  hold: () => () => undefined,
  prepare: async () => [],
  snapshot: emptySnapshot,
  survey: async () => ({
    names: [],
    snapshot: emptySnapshot,
    read: async () => undefined,
    scan: async () => undefined
  })
};

/** Nothing, for ever. */
export class NothingServed implements IServedSource {
  readonly readAhead = { files: 0, bytes: 0 };

  readonly settled = Promise.resolve();

  async provider(): Promise<IServedProvider> {
    return NOTHING;
  }

  get changed(): ISignal<this, void> {
    return this._never;
  }

  get filesChanged(): ISignal<this, void> {
    return this._never;
  }

  watch(): IDisposable {
    return new DisposableDelegate(() => undefined);
  }

  private _never = new Signal<this, void>(this);
}

async function emptySnapshot(): Promise<IServedSnapshot> {
  return {
    names: new Map(),
    taken: moment(),
    files: new Map(),
    keep: [],
    contents: new Map(),
    known: new Map()
  };
}
