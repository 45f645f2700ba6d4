/**
 * What lets the user in to a server, and the one way for which it was given.
 */
import { JSONExt } from '@lumino/coreutils';

import type { ICredentials, IServerConfig, RouteKind } from '../tokens';

/** Credentials, each with the way that they may be sent. */
export class HeldCredentials {
  /** What let the user in last; null when that is forgotten, or refused. */
  get credentials(): ICredentials | null {
    return this._credentials;
  }

  /**
   * The way by which it did. What answers by another one may be another
   * server, of somebody else's: it gets nothing of this.
   */
  get route(): RouteKind | null {
    return this._route;
  }

  /** The same; where there is none, what a server that asks for none takes. */
  orAnonymous({ auth }: IServerConfig): ICredentials | null {
    return this._credentials ?? (auth === 'anonymous' ? { type: auth } : null);
  }

  /** Record what is signed in with from now on. */
  begin(credentials: ICredentials): void {
    this._signingInWith = { ...credentials };
  }

  /** Whether that was the same. */
  isBegun(credentials: ICredentials): boolean {
    return JSONExt.deepEqual({ ...credentials }, this._signingInWith);
  }

  /** It has let the user in. */
  keep(credentials: ICredentials, route: RouteKind): void {
    this._credentials = credentials;
    this._route = route;
  }

  /** Take what another one has kept. */
  takeFrom(other: HeldCredentials): void {
    this._credentials = other._credentials;
    this._route = other._route;
  }

  /** It is refused by now. */
  drop(): void {
    this._credentials = null;
    this._route = null;
  }

  /** Forget all. */
  clear(): void {
    this.drop();
    this._signingInWith = {};
  }

  private _credentials: ICredentials | null = null;
  private _route: RouteKind | null = null;
  /** Empty where nothing was signed in with. */
  private _signingInWith: { [key: string]: string } = {};
}
