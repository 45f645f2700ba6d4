/**
 * Modules, and what provides them.
 */
import { NOTHING } from '../../modules/nothingServed';
import { makeContent } from '../../protocol/content';
import type { IModuleProvider } from '../../protocol/provider';

/** A module or package with a source. */
export function sourceModule(
  name: string,
  source: string,
  kind: 'module' | 'package' = 'module',
  origin = name,
  locations: string[] = []
) {
  return {
    kind,
    name,
    origin,
    content: makeContent(source),
    source,
    locations
  };
}

/** A provider that has nothing but what is given. */
export function providing(
  provider: Partial<IModuleProvider> = {}
): IModuleProvider {
  return { ...NOTHING, ...provider };
}
