/**
 * A server's configuration, as the settings hold it: somebody may have edited
 * them by hand.
 */
import { normalizeUrl } from '../connection/serverUrl';
import type { IDeephavenServer, IServerConfig } from '../tokens';

/** What the user has agreed to for the servers of a URL. */
export interface ITrusted {
  readonly url: string;
  /** Whether to go through the Jupyter server; left out where not asked. */
  readonly jupyter?: boolean;
  /** The SHA-256 of files of the API that may run, in hex. */
  readonly api?: readonly string[];
}

/** The settings of `schema/servers.json`. */
export interface IServersSettings {
  servers: IServerConfig[];
  /** What the user has agreed to. */
  trusted: ITrusted[];
  /** In seconds. */
  connectTimeout: number;
  /** Whether to connect again after a reload. */
  reconnect: boolean;
  [key: string]: unknown;
}

/** Whether what signs in to a server signs in to another one. */
export function isSameServer({ auth, connection, url }: IServerConfig) {
  return ({ config }: IDeephavenServer): boolean =>
    config.url === url &&
    config.auth === auth &&
    (config.connection ?? 'auto') === (connection ?? 'auto');
}

/** A server from the settings, which may have been edited by hand. */
export function checked(config: IServerConfig): IServerConfig | null {
  try {
    return check(config);
  } catch {
    return null;
  }
}

/**
 * The same.
 *
 * @throws UrlError, or anything where it is no server at all.
 */
export function check(config: IServerConfig): IServerConfig {
  const url = normalizeUrl(config.url);
  const name = nameOf(config) || new URL(url).host;
  const { connection } = config;
  return {
    name,
    url,
    auth: String(config.auth || 'auto'),
    // What is left out is so by default.
    ...(connection === 'direct' || connection === 'jupyter'
      ? { connection }
      : {})
  };
}

/** The name that the settings give a server; they may hold anything. */
export function nameOf(config: Partial<IServerConfig> | null): string {
  return String(config?.name ?? '').trim();
}
