/**
 * What there is to say of a server: how it is reached, its state, and its log.
 * Types of the public interface.
 */

/** How a server lets users in: one of these, or an authentication handler's class name. */
export type AuthKind = 'auto' | 'anonymous' | 'psk' | 'password' | string;

/** The way from this page to a server: its own, or through the Jupyter server. */
export type RouteKind = 'direct' | 'jupyter';

/** Which way to take; `auto`: direct, and where that cannot work the other. */
export type ConnectionKind = 'auto' | RouteKind;

/** A configured server. */
export interface IServerConfig {
  readonly name: string;
  readonly url: string;
  readonly auth: AuthKind;
  /** `auto` if left out. */
  readonly connection?: ConnectionKind;
}

/** What a user signs in with; kept in memory only, or by an `ICredentialStore`. */
export interface ICredentials {
  /** `anonymous`, `psk`, `password`, or a handler's class name. */
  readonly type: string;
  /** The key of `psk`, or what a handler takes. */
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * A server's state. `failed` and `lost` have a reason; what is `lost` was
 * connected and is tried again by itself.
 */
export type ServerState =
  'disconnected' | 'connecting' | 'connected' | 'failed' | 'lost';

/** What happened at a server, for people: plain text, of a bounded length. */
export interface ILogEntry {
  /** How bad it is, in the log console's terms. */
  readonly level: 'info' | 'warning' | 'error' | 'critical';
  readonly text: string;
}
