/**
 * The files of a server's API: fetched, told by their hashes, and run as they
 * were hashed.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { ApiNotRunError } from './failures';
import knownApis from './knownApis.json';
import type { IRoute } from './route';
import { API_FILE } from './route';

/** A script of the API. */
interface IFile {
  /** The SHA-256 of its bytes, in hex. */
  readonly hash: string;
  /** Its bytes, in pieces. */
  readonly pieces: readonly Uint8Array[];
}

/** All of an API. */
export interface IApiFiles {
  readonly core: IFile;
  /** What the first one imports, by the specifiers. */
  readonly imports: ReadonlyMap<string, IFile>;
}

/** The import of a neighbour, as the releases up to 41 have one. */
const IMPORT = /^(import\s[^'"\n]*?from\s*)(['"])\.\/([\w-]+\.js)\2/gm;

/** The hashes of the files of Deephaven's releases. */
const KNOWN: ReadonlySet<string> = new Set(
  Object.values(knownApis).flatMap(files => Object.values(files))
);

/** What files import, by their hashes: they are large, and come again. */
const importsOf = new Map<string, readonly string[]>();

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
  let names = importsOf.get(core.hash);
  if (!names) {
    names = [...textOf(core).matchAll(IMPORT)].map(([, , , name]) => name);
    importsOf.set(core.hash, names);
  }
  for (const name of names) {
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
  const urlOf = (text: string) => {
    const url = URL.createObjectURL(
      new Blob([text], { type: 'text/javascript' })
    );
    urls.push(url);
    return url;
  };
  try {
    const text = textOf(core).replace(
      IMPORT,
      (_, begin: string, quote: string, name: string) =>
        `${begin}${quote}${urlOf(textOf(imports.get(name)!))}${quote}`
    );
    return await import(/* webpackIgnore: true */ urlOf(text));
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
  const hash = sha256.create();
  const pieces: Uint8Array[] = [];
  // In pieces, as they come: all at once would hold the page up.
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return { hash: bytesToHex(hash.digest()), pieces };
    }
    hash.update(value);
    pieces.push(value);
  }
}

function textOf({ pieces }: IFile): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (
    pieces.map(piece => decoder.decode(piece, { stream: true })).join('') +
    decoder.decode()
  );
}
