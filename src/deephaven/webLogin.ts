/**
 * Signs a page of Deephaven's in that stands in a frame of this page.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

/** Questions of Deephaven's pages to the page that they are in. */
const LOGIN_REQUEST = 'io.deephaven.message.LoginOptions.request';
const SESSION_REQUEST = 'io.deephaven.message.SessionDetails.request';

/**
 * Answer a page that asks what to sign in with.
 *
 * @param frame - where it is.
 * @param url - its server; no page of another origin gets an answer.
 * @param login - what to sign in with; null: the page is not answered.
 * @returns what ends answering.
 */
export function answerLogin(
  frame: HTMLIFrameElement,
  url: string,
  login: () => dh.LoginCredentials | null
): IDisposable {
  const { origin } = new URL(url);
  const onMessage = ({ data, origin: from, source }: MessageEvent) => {
    const page = frame.contentWindow;
    if (!page || source !== page || from !== origin) {
      return;
    }
    const { id, message } = Object(data) as { id?: unknown; message?: unknown };
    if (message !== LOGIN_REQUEST && message !== SESSION_REQUEST) {
      return;
    }
    const payload = message === LOGIN_REQUEST ? login() : {};
    if (payload) {
      // Not to whatever the frame shows by now, if it is not the server's.
      page.postMessage({ message, id, payload }, origin);
    }
  };
  window.addEventListener('message', onMessage);
  return new DisposableDelegate(() =>
    window.removeEventListener('message', onMessage)
  );
}
