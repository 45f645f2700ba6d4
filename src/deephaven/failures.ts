/**
 * Why a connection failed, in words, with the next step.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICredentials, IServerConfig } from '../tokens';

/** The server refused the credentials. */
export class LoginRefusedError extends Error {}

/** Connecting took longer than it may. */
export class TimeoutError extends Error {
  /** @param milliseconds - how long was waited. */
  constructor(readonly milliseconds: number) {
    super(`timed out after ${milliseconds} ms`);
  }
}

/**
 * The reason to show for a failure.
 *
 * @param reason - what was thrown.
 * @param config - the server.
 * @param trans - the translation to use.
 * @param credentials - what was signed in with, if it came to that.
 */
export function explainFailure(
  reason: unknown,
  config: IServerConfig,
  trans: TranslationBundle,
  credentials?: ICredentials
): string {
  if (isMixedContent(config.url)) {
    return trans.__(
      'This page came over https, so the browser refuses the http server %1. Use an https address.',
      config.url
    );
  }
  if (reason instanceof LoginRefusedError) {
    return refused(trans, credentials);
  }
  if (reason instanceof TimeoutError) {
    return trans.__(
      '%1 did not answer within %2 s. Is it running, and can this browser reach it?',
      config.url,
      Math.round(reason.milliseconds / 1000)
    );
  }
  if (reason instanceof TypeError) {
    // What browsers throw when a module cannot be fetched.
    return trans.__(
      'No Deephaven server answers at %1. Is it running, and can this browser reach it?',
      config.url
    );
  }
  return trans.__(
    'Connecting to %1 failed: %2',
    config.url,
    reason instanceof Error ? reason.message : String(reason)
  );
}

function refused(
  trans: TranslationBundle,
  credentials: ICredentials | undefined
): string {
  switch (credentials?.type) {
    case 'psk':
      return trans.__(
        'The server refused the key. Connect again with the key that it printed when it started.'
      );
    case 'password':
      return trans.__(
        'The server refused the user name or the password. Connect again to change them.'
      );
    case 'anonymous':
      return trans.__(
        'The server lets nobody in without signing in. Connect again to sign in.'
      );
    default:
      return trans.__(
        'The server refused to let you in. Connect again to change what you sign in with.'
      );
  }
}

/** Whether the browser will not let this page speak to a URL. */
function isMixedContent(url: string): boolean {
  if (globalThis.location?.protocol !== 'https:') {
    return false;
  }
  const { protocol, hostname } = new URL(url);
  const isLocal =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\./.test(hostname) ||
    hostname === '[::1]';
  return protocol === 'http:' && !isLocal;
}
