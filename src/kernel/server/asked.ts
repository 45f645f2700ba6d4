/**
 * What is asked of a Jupyter server, and how it is answered.
 */
import type { JSONObject, JSONValue } from '@lumino/coreutils';

/** What is asked of a server. */
export interface IAsked {
  readonly method: string;
  /** What follows `api/`. */
  readonly parts: readonly string[];
  readonly input: RequestInfo;
  readonly init?: RequestInit;
}

/** An answer in JSON. */
export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' }
  });
}

/** The answer that something is done. */
export function nothing(): Response {
  return new Response(null, { status: 204 });
}

/** The server's answer with ours in it. */
export async function merged(
  answer: Response,
  isNeeded: boolean,
  merge: (value: JSONValue) => JSONValue
): Promise<Response> {
  if (!answer.ok || !isNeeded) {
    return answer;
  }
  return json(merge(await answer.json()), answer.status);
}

/** What a request carries; nothing of it is used up. */
export async function bodyOf({ init, input }: IAsked): Promise<JSONObject> {
  const request =
    typeof input === 'string'
      ? new Request(absolute(input), init)
      : new Request(input.clone(), init);
  const text = await request.text();
  const body = text === '' ? {} : JSON.parse(text);
  return typeof body === 'object' && body !== null ? body : {};
}

/** The texts among the values of some names. */
export function textsOf(body: JSONObject, names: readonly string[]): object {
  return Object.fromEntries(
    names
      .filter(name => typeof body[name] === 'string')
      .map(name => [name, body[name]])
  );
}

/** A URL with its origin. */
export function absolute(url: string): string {
  return new URL(url, window.location.href).href;
}
