/**
 * Signing in: kinds of authentication to the API's login types and back.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { AuthKind, ICredentials } from '../tokens';
import type { DeephavenApi } from './api';
import { LoginRefusedError, UnreachableError } from './failures';

/** Deephaven's handler of pre-shared keys. */
const PSK_HANDLER = 'io.deephaven.authentication.psk.PskAuthenticationHandler';

/** How handlers are called here; a handler not in it goes by its class name. */
const KINDS: Readonly<Record<string, AuthKind>> = {
  'io.deephaven.auth.AnonymousAuthenticationHandler': 'anonymous',
  [PSK_HANDLER]: 'psk',
  'io.deephaven.auth.BasicAuthAuthenticationHandler': 'password'
};

/** The kinds of sign-in that a server offers, the least effort first. */
export async function offeredKinds(client: dh.CoreClient): Promise<AuthKind[]> {
  const values = await client.getAuthConfigValues();
  const handlers = values.find(([key]) => key === 'AuthHandlers')?.[1] ?? '';
  const order = ['anonymous', 'psk', 'password'];
  const rank = (kind: string) =>
    order.includes(kind) ? order.indexOf(kind) : order.length;
  return handlers
    .split(',')
    .map(handler => handler.trim())
    .filter(handler => handler)
    .map(handler => KINDS[handler] ?? handler)
    .sort((a, b) => rank(a) - rank(b));
}

/** Credentials as the API's `login` takes them. */
export function loginOptions(
  api: DeephavenApi,
  credentials: ICredentials
): dh.LoginCredentials {
  switch (credentials.type) {
    case 'anonymous':
      return { type: api.CoreClient.LOGIN_TYPE_ANONYMOUS };
    case 'psk':
      return { type: PSK_HANDLER, token: credentials.token ?? '' };
    case 'password':
      return {
        type: api.CoreClient.LOGIN_TYPE_PASSWORD,
        username: credentials.username ?? '',
        token: credentials.password ?? ''
      };
    default:
      return {
        type: credentials.type,
        username: credentials.username,
        token: credentials.token ?? credentials.password ?? ''
      };
  }
}

/**
 * Sign a client in.
 *
 * @throws LoginRefusedError when the credentials are refused.
 */
export async function login(
  api: DeephavenApi,
  client: dh.CoreClient,
  credentials: ICredentials
): Promise<void> {
  try {
    await client.login(loginOptions(api, credentials));
  } catch (reason) {
    // The API rejects with an object of its own that says nothing more, also
    // when the server goes away meanwhile: then it answers nothing else.
    await client.getAuthConfigValues().catch(() => {
      throw new UnreachableError();
    });
    throw new LoginRefusedError(String(reason));
  }
}
