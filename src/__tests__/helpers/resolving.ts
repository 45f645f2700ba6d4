/**
 * Sets resolvers up.
 */
import { ModuleResolver } from '../../modules/resolver';
import { wirePath } from '../../protocol/origin';
import type { FileContent } from '../../protocol/provider';
import type { IFileStore, IOpenDocuments, IServedRoot } from '../../tree/types';
import type { Content } from './stores';
import { MemoryStore } from './stores';

/** A resolver over a store. */
export function resolverOf(
  store: IFileStore,
  roots: readonly IServedRoot[],
  options: { ignore?: string[]; documents?: IOpenDocuments } = {}
): ModuleResolver {
  return new ModuleResolver(
    store,
    options.documents ?? null,
    () => roots,
    () => options.ignore ?? []
  );
}

/** What a resolver answers when the worker asks for a file. */
export async function fileOf(
  resolver: ModuleResolver,
  path: string
): Promise<FileContent> {
  const [content] = await resolver.read([wirePath(path)]);
  return content;
}

/** A resolver that serves `pkg` from files in memory, with its store. */
export function resolving(
  files: Record<string, Content>,
  options: {
    roots?: IServedRoot[];
    ignore?: string[];
    documents?: IOpenDocuments;
  } = {}
): { store: MemoryStore; resolver: ModuleResolver; roots: IServedRoot[] } {
  const store = new MemoryStore(files);
  const roots = options.roots ?? [{ name: 'pkg', path: 'pkg' }];
  return { store, resolver: resolverOf(store, roots, options), roots };
}
