/**
 * The files of a server's API: fetched, told by their hashes, and run as they
 * were hashed.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { ApiNotRunError } from '../failures';
import knownApis from './knownApis.json';
import type { IRoute } from '../route';
import { API_FILE } from '../route';

/** A script of the API. */
interface IFile {
  /** The SHA-256 of its bytes, in hex. */
  readonly hash: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** All of an API. */
export interface IApiFiles {
  readonly core: IFile;
  /** What the first one imports, by the names in its imports. */
  readonly imports: ReadonlyMap<string, IFile>;
}

/** How many bytes of the first file are looked at for imports. */
const HEAD = 65536;

/** The import of a neighbour, as the releases up to 41 have one. */
const IMPORT = /^(import\s[^'"\n]*?from\s*)(['"])\.\/([\w-]+\.js)\2/gm;

/** The hashes of the files of Deephaven's releases. */
const KNOWN: ReadonlySet<string> = new Set(
  Object.values(knownApis).flatMap(files => Object.values(files))
);

/**
 * Fetch the files of a server's API; none of them is run.
 *
 * @param route - the way to the server.
 * @param signal - ends it when it is not wanted any more.
 * @throws Error when nothing answers there, or something else does.
 */
export async function fetchApi(
  route: IRoute,
  signal: AbortSignal
): Promise<IApiFiles> {
  const core = await fetchFile(route, API_FILE, signal);
  const imports = new Map<string, IFile>();
  for (const [, , , name] of headOf(core).text.matchAll(IMPORT)) {
    const path = API_FILE.replace(/[^/]*$/, name);
    imports.set(name, await fetchFile(route, path, signal));
  }
  return { core, imports };
}

/** The hashes of the files that are not on the list of releases. */
export function unknownHashes({ core, imports }: IApiFiles): string[] {
  return [core, ...imports.values()]
    .map(({ hash }) => hash)
    .filter(hash => !KNOWN.has(hash));
}

/**
 * Run an API: the very texts that were hashed, whatever the server hands out by
 * now. The specifiers of imports lead to them.
 *
 * @returns the module.
 * @throws ApiNotRunError when the browser does not run it.
 */
export async function runApi({
  core,
  imports
}: IApiFiles): Promise<{ default: unknown }> {
  const urls: string[] = [];
  const urlOf = (...parts: BlobPart[]) => {
    const url = URL.createObjectURL(
      new Blob(parts, { type: 'text/javascript' })
    );
    urls.push(url);
    return url;
  };
  try {
    const { rest, text } = headOf(core);
    const head = text.replace(
      IMPORT,
      (_, begin: string, quote: string, name: string) =>
        `${begin}${quote}${urlOf(imports.get(name)!.bytes)}${quote}`
    );
    return await import(/* webpackIgnore: true */ urlOf(head, rest));
  } catch (reason) {
    throw new ApiNotRunError(reason);
  } finally {
    urls.forEach(url => URL.revokeObjectURL(url));
  }
}

async function fetchFile(
  route: IRoute,
  path: string,
  signal: AbortSignal
): Promise<IFile> {
  const response = await route.fetch(path, signal);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { hash: await hashOf(bytes), bytes };
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers have it, and do it beside the page, only over https and at localhost.
  const { subtle } = globalThis.crypto ?? {};
  return bytesToHex(
    subtle
      ? new Uint8Array(await subtle.digest('SHA-256', bytes))
      : sha256(bytes)
  );
}

/** The lines at the beginning, and the bytes that follow them. */
function headOf({ bytes }: IFile) {
  const isShort = bytes.length <= HEAD;
  const end = isShort ? bytes.length : bytes.lastIndexOf(10, HEAD) + 1;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    text: decoder.decode(bytes.subarray(0, end)),
    rest: bytes.subarray(end)
  };
}
