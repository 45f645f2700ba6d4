/**
 * Messages of failed routes, with the next step.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

/** This page may not speak to the server: it came over https. */
export class MixedContentError extends Error {}

/** What is wrong with the way through the Jupyter server. */
export type JupyterProblem =
  /** It has no jupyter-server-proxy. */
  | 'missing'
  /** The server's host is none that it may pass on to. */
  | 'host'
  /** It refuses, and does not say why. */
  | 'refused'
  /** It wants the user to sign in. */
  | 'signedOut'
  /** It does not answer, or what stands before it does not reach it. */
  | 'offline'
  /** It reaches nothing at the server's address. */
  | 'gone'
  /** What it reaches there is no Deephaven. */
  | 'other'
  /** This page is none of its own, and would have to put its token into URLs. */
  | 'token'
  /** It passes on http only, and names and IPv4 addresses only. */
  | 'address';

/** The way through the Jupyter server does not lead to the server. */
export class JupyterRouteError extends Error {
  /** @param problem - what is wrong with it. */
  constructor(readonly problem: JupyterProblem) {
    super(`the Jupyter server does not pass on: ${problem}`);
  }
}

/** Neither way leads to the server. */
export class NoRouteError extends Error {
  /**
   * @param direct - why the direct one does not.
   * @param jupyter - why the one through the Jupyter server does not.
   */
  constructor(
    readonly direct: unknown,
    readonly jupyter: unknown
  ) {
    super('no way leads to the server');
  }
}

/** Why this page may not speak to a server at all. */
export function explainMixedContent(
  url: string,
  trans: TranslationBundle
): string {
  return trans.__(
    'This page came over https, so the browser refuses the http server %1.',
    url
  );
}

/**
 * Why a server that was connected from the browser is not looked for through
 * the Jupyter server.
 *
 * @param words - why it is not reached.
 */
export function explainKeptRoute(
  words: string,
  trans: TranslationBundle
): string {
  return trans.__(
    '%1 Retrying from this browser only. To try through Jupyter, disconnect and connect again.',
    words
  );
}

/** Why the way through the Jupyter server does not lead to a server. */
export function explainJupyterRoute(
  { problem }: JupyterRouteError,
  url: string,
  trans: TranslationBundle
): string {
  const { host, hostname } = new URL(url);
  switch (problem) {
    case 'missing':
      return trans.__(
        'To connect through Jupyter, install there: pip install jupyter-server-proxy'
      );
    case 'host':
      return trans.__(
        'The Jupyter server may not connect to “%1”. Its administrator can allow it: c.ServerProxy.host_allowlist = ["localhost", "127.0.0.1", "%1"]',
        hostname
      );
    case 'refused':
      return trans.__(
        'The Jupyter server refuses to connect to %1 for you. Contact its administrator.',
        host
      );
    case 'signedOut':
      return trans.__(
        'The Jupyter server wants you to sign in again. Reload this page.'
      );
    case 'offline':
      return trans.__('The Jupyter server does not answer.');
    case 'gone':
      return trans.__(
        'The Jupyter server reaches no Deephaven server at %1. Is it running?',
        url
      );
    case 'other':
      return trans.__(
        'The Jupyter server reaches something else at %1, not Deephaven.',
        url
      );
    case 'token':
      return trans.__(
        'This page is not the Jupyter server’s own, so going through that server would put its token into URLs. Connect from the browser instead.'
      );
    default:
      return trans.__(
        'jupyter-server-proxy can’t reach %1. It supports http only, without IPv6 addresses.',
        url
      );
  }
}
