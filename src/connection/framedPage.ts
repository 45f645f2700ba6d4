/**
 * Answers a page of Deephaven's that stands in a frame of this page.
 */
import type { dh } from '@deephaven/jsapi-types';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

/** What pages ask: the messages' names. */
const LOGIN_REQUEST = 'io.deephaven.message.LoginOptions.request';
const SESSION_REQUEST = 'io.deephaven.message.SessionDetails.request';

/** The message by which a page asks for a theme. */
export const THEME_REQUEST =
  'io.deephaven.message.ThemeModel.requestExternalTheme';

/** The message that gives a page another theme. */
export const SET_THEME = 'io.deephaven.message.ThemeModel.requestSetTheme';

/**
 * Answer a page's questions.
 *
 * @param frame - where it is.
 * @param url - its server; no page of another origin gets an answer.
 * @param answer - the answer to a message; null: none of it is answered here.
 * @returns what ends answering.
 */
export function answerPage(
  frame: HTMLIFrameElement,
  url: string,
  answer: (message: unknown) => object | null
): IDisposable {
  const { origin } = new URL(url);
  const onMessage = ({ data, origin: from, source }: MessageEvent) => {
    const page = frame.contentWindow;
    if (!page || source !== page || from !== origin) {
      return;
    }
    const { id, message } = Object(data) as { id?: unknown; message?: unknown };
    const payload = answer(message);
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

/**
 * Answer a page that asks what to sign in with.
 *
 * @param login - what to sign in with; null: the page is not answered.
 */
export function answerLogin(
  frame: HTMLIFrameElement,
  url: string,
  login: () => dh.LoginCredentials | null
): IDisposable {
  return answerPage(frame, url, message => {
    switch (message) {
      case LOGIN_REQUEST:
        return login();
      case SESSION_REQUEST:
        // There is no session of another kind to tell of.
        return {};
      default:
        return null;
    }
  });
}
