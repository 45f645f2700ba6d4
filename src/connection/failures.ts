/**
 * Messages of failed connections, with the next step.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICredentials, IServerConfig } from '../tokens';
import type { ConsentQuestion } from './trust/consent';
import { ConsentError } from './trust/consent';
import {
  explainJupyterRoute,
  explainMixedContent,
  JupyterRouteError,
  MixedContentError,
  NoRouteError
} from './routeFailures';

/** The server refused the credentials. */
export class LoginRefusedError extends Error {}

/** The server does not answer. */
export class UnreachableError extends Error {}

/** The user, or a newer request, ended what was going on: no failure. */
export class CancelledError extends Error {}

/** The browser did not run Deephaven's API. */
export class ApiNotRunError extends Error {
  /** @param reason - what it said. */
  constructor(readonly reason: unknown) {
    super(reason instanceof Error ? reason.message : String(reason));
  }
}

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
  if (reason instanceof LoginRefusedError) {
    return refused(trans, credentials);
  }
  if (reason instanceof NoRouteError) {
    return explainNoRoute(reason, config, trans);
  }
  if (reason instanceof JupyterRouteError) {
    return explainJupyterRoute(reason, config.url, trans);
  }
  if (reason instanceof ConsentError) {
    return explainConsent(reason.question, config, trans);
  }
  if (reason instanceof ApiNotRunError) {
    return trans.__(
      'The browser did not run Deephaven’s API: %1. If this page has a Content-Security-Policy, its script-src must allow blob: URLs.',
      reason.message
    );
  }
  if (reason instanceof MixedContentError) {
    return trans.__(
      '%1 Use an https address, or set its connection to “auto” in the settings.',
      explainMixedContent(config.url, trans)
    );
  }
  if (reason instanceof TimeoutError) {
    return trans.__(
      '%1 did not answer within %2 s. Is it running, and can this browser reach it?',
      config.url,
      Math.round(reason.milliseconds / 1000)
    );
  }
  if (isAway(reason)) {
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

/** The question that is open, where nobody is asked now. */
function explainConsent(
  question: ConsentQuestion,
  { url }: IServerConfig,
  trans: TranslationBundle
): string {
  if (question.about === 'jupyter') {
    return question.route === 'jupyter'
      ? trans.__(
          'This browser does not reach %1. Going there through the Jupyter server needs your consent: connect to be asked.',
          url
        )
      : trans.__(
          '%1 is at the address of the Jupyter server, whose cookies go there too. That needs your consent: connect to be asked.',
          url
        );
  }
  return question.isChanged
    ? trans.__(
        'The API of %1 has changed and is not on the list of Deephaven’s releases. It was not run. Connect to be asked.',
        url
      )
    : trans.__(
        'The API of %1 is not on the list of Deephaven’s releases. It was not run. Connect to be asked.',
        url
      );
}

/** Whether nothing answered the browser. */
export function isAway(reason: unknown): boolean {
  return (
    reason instanceof UnreachableError ||
    reason instanceof TimeoutError ||
    // What browsers throw when a module cannot be fetched.
    reason instanceof TypeError
  );
}

/** Whether only the user can do something about it: trying again is in vain. */
export function isForUser(reason: unknown): boolean {
  return reason instanceof LoginRefusedError || reason instanceof ConsentError;
}

/** Why neither way leads to a server. */
function explainNoRoute(
  { direct, jupyter }: NoRouteError,
  config: IServerConfig,
  trans: TranslationBundle
): string {
  const { url } = config;
  const problem = jupyter instanceof JupyterRouteError ? jupyter.problem : null;
  if (direct instanceof MixedContentError) {
    return `${explainMixedContent(url, trans)} ${explainFailure(jupyter, config, trans)}`;
  }
  if (problem === 'gone') {
    return trans.__(
      'Can’t reach %1 from this browser or from Jupyter. Is the server running?',
      url
    );
  }
  const words = explainFailure(direct, config, trans);
  if (problem === 'offline') {
    return `${words} ${trans.__('The Jupyter server does not answer either.')}`;
  }
  // The others say nothing of why the server is not there.
  return problem === 'missing' ||
    problem === 'host' ||
    problem === 'signedOut' ||
    problem === 'token'
    ? `${words} ${explainFailure(jupyter, config, trans)}`
    : words;
}

function refused(
  trans: TranslationBundle,
  credentials: ICredentials | undefined
): string {
  switch (credentials?.type) {
    case 'psk':
      return trans.__('Wrong key. Use the key in the server’s startup log.');
    case 'password':
      return trans.__('Wrong user name or password.');
    case 'anonymous':
      return trans.__(
        'Anonymous access is disabled. Connect again to sign in.'
      );
    default:
      return trans.__(
        'The server refused these credentials. Connect again to change them.'
      );
  }
}
