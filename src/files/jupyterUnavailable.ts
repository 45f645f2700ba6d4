/**
 * Requests that the Jupyter server leaves without an answer.
 */
import { ServerConnection } from '@jupyterlab/services';

import { UnavailableError } from '../tree/unavailable';

/** What proxies and hubs answer for a server that is stopped or too busy. */
const GATEWAY_STATUS = [424, 502, 503, 504];

/** That the Jupyter server does not answer; its message may be shown. */
export class JupyterUnavailableError extends UnavailableError {
  /** @param path - what it was asked for. */
  constructor(path: string) {
    super(
      `${path}: the Jupyter server does not answer. Run again when it is back`
    );
    this.name = 'JupyterUnavailableError';
  }
}

/** Whether a request failed since the server is stopped, or out of reach. */
export function isUnavailable(reason: unknown): boolean {
  return (
    reason instanceof ServerConnection.NetworkError ||
    (reason instanceof ServerConnection.ResponseError &&
      GATEWAY_STATUS.includes(reason.response.status))
  );
}
