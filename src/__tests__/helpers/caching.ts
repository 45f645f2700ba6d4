/**
 * Sets file caches up.
 */
import { PromiseDelegate } from '@lumino/coreutils';

import { FileCache } from '../../tree/fileCache';
import { FileView } from '../../tree/fileView';
import { IgnoreRules } from '../../tree/ignoreRules';
import type { FileData, IEntry, IFileRead, IFileStore } from '../../tree/types';

/** When a file changed that is at rest. */
const LONG_AGO = '2026-01-01T00:00:00Z';

/** A file of a listing. */
export function entry(path: string, facts: Partial<IEntry> = {}): IEntry {
  return {
    name: path,
    path,
    isFolder: false,
    lastModified: LONG_AGO,
    size: 1,
    ...facts
  };
}

/** A cache over a store that answers each request when it is told to. */
export function caching(
  options: {
    many?: boolean;
    texts?: Map<string, string>;
    /** The versions that come with what is read, by path. */
    versions?: { get(path: string): string | undefined };
  } = {}
) {
  const files = new Map<string, FileData | Error>();
  const requests: { paths: string[]; answer: PromiseDelegate<void> }[] = [];
  let waits = false;
  const request = async (paths: readonly string[]) => {
    const answer = new PromiseDelegate<void>();
    const found = new Map<string, FileData | Error>();
    paths.forEach(path => {
      if (files.has(path)) {
        found.set(path, files.get(path)!);
      }
    });
    requests.push({ paths: [...paths], answer });
    if (waits) {
      await answer.promise;
    }
    return found;
  };
  const store: IFileStore = {
    parent: () => '',
    list: async () => [],
    read: async path => {
      const data = (await request([path])).get(path) ?? null;
      if (data instanceof Error) {
        throw data;
      }
      return data;
    },
    ...((options.many || options.versions) && {
      readMany: async (paths: readonly string[]) =>
        new Map(
          [...(await request(paths))].map(([path, data]) => [
            path,
            readOf(data, options.versions?.get(path))
          ])
        )
    })
  };
  const documents = options.texts
    ? { text: ({ path }: IEntry) => options.texts!.get(path) ?? null }
    : null;
  const cache = new FileCache(store, documents);
  return {
    cache,
    files,
    requests,
    /** The paths read, in their order. */
    reads: () => requests.flatMap(({ paths }) => paths),
    wait: () => (waits = true),
    /** A look at the files as they are now. */
    look: (isUrgent = true) => {
      const view = new FileView(store, cache, new IgnoreRules([]));
      return {
        peek: (of: IEntry) => view.peek(of)?.data,
        read: async (of: IEntry) =>
          (await view.read(of, isUrgent))?.data ?? null
      };
    }
  };
}

function readOf(
  data: FileData | Error,
  version?: string
): IFileRead | Error | null {
  return data === null || data instanceof Error ? data : { data, version };
}
