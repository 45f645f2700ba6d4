/**
 * Names of served modules, from their files: also of those that no worker has
 * imported yet.
 */
import type { IDefinition, IImported } from './outline';
import { definitionsOfImport, outline } from './outline';
import type { IModuleOutline } from '../../tree/types';
import type { ICompletionSource, ITextPlace } from './source';
import type { IParsed } from './tree';

/** Something that has names in it. */
export type Entity =
  | { readonly kind: 'module'; readonly module: string }
  | {
      readonly kind: 'definition';
      readonly definition: IDefinition;
      /** The module that it is in. */
      readonly module: string;
    };

/** How many imports lead from one to the other at most. */
const MAX_DEPTH = 10;

/** Follows names through served modules. */
export class ServedNames {
  constructor(
    private readonly _source: Pick<ICompletionSource, 'served'>,
    private readonly _place: ITextPlace
  ) {}

  /** The full name of a module that an import in the text names; null for none. */
  absolute(level: number, module: string): string | null {
    return absolute(this._place, level, module);
  }

  /** All that can be imported from a module, its submodules first. */
  async importable(module: string): Promise<IDefinition[]> {
    const served = await this._served(module);
    if (!served) {
      return [];
    }
    const found = new Map<string, IDefinition>();
    for (const name of served.submodules) {
      found.set(name, { name, kind: 'module' });
    }
    for (const definition of definitions(served).values()) {
      if (!found.has(definition.name)) {
        found.set(definition.name, definition);
      }
    }
    return [...found.values()];
  }

  /** The modules below one; those above all, where it has no name. */
  async submodules(module: string): Promise<readonly string[]> {
    return (await this._served(module))?.submodules ?? [];
  }

  /** What a dotted path in a text is; null where served files do not tell. */
  async find(parsed: IParsed, path: readonly string[]): Promise<Entity | null> {
    const [first, ...rest] = path;
    const imports = importsIn(parsed);
    const named = imports.filter(({ name }) => name === first);
    const last = named[named.length - 1]?.imported;
    let entity = last ? await this._imported(last, this._place) : null;
    for (const name of rest) {
      entity = entity && (await this._member(entity, name));
    }
    return entity;
  }

  /** What can stand behind the dot of an entity. */
  async attributes(parsed: IParsed, entity: Entity): Promise<IDefinition[]> {
    if (entity.kind === 'definition') {
      return [...(entity.definition.members ?? [])];
    }
    const { module } = entity;
    const served = await this._served(module);
    const found = served ? definitions(served) : new Map();
    const begin = `${module}.`;
    const loaded = importsIn(parsed)
      .flatMap(({ imported }) => imported?.loads ?? [])
      .filter(name => name.startsWith(begin))
      .map(name => name.slice(begin.length).split('.')[0]);
    for (const { imported } of [...found.values()] as IDefinition[]) {
      // `from .data import load` makes `data` an attribute of its package.
      if (imported?.level === 1 && imported.module !== '') {
        loaded.push(imported.module.split('.')[0]);
      }
    }
    for (const name of loaded) {
      if (served?.submodules.includes(name) && !found.has(name)) {
        found.set(name, { name, kind: 'module' });
      }
    }
    return [...found.values()];
  }

  private async _imported(
    { level, member, module }: IImported,
    place: ITextPlace,
    depth = 0
  ): Promise<Entity | null> {
    const name = absolute(place, level, module);
    if (name === null || depth > MAX_DEPTH) {
      return null;
    }
    const entity: Entity = { kind: 'module', module: name };
    return member === null ? entity : this._member(entity, member, depth);
  }

  private async _member(
    entity: Entity,
    name: string,
    depth = 0
  ): Promise<Entity | null> {
    const { module } = entity;
    if (entity.kind === 'definition') {
      const definition = entity.definition.members?.find(
        member => member.name === name
      );
      return definition ? { kind: 'definition', definition, module } : null;
    }
    const served = await this._served(module);
    if (!served) {
      return null;
    }
    const definition = definitions(served).get(name);
    if (definition?.imported) {
      const isPackage = served.submodules.length > 0;
      const place = { module, isPackage };
      return this._imported(definition.imported, place, depth + 1);
    }
    if (definition) {
      return { kind: 'definition', definition, module };
    }
    return served.submodules.includes(name)
      ? { kind: 'module', module: `${module}.${name}` }
      : null;
  }

  /** A served module, asked for once. */
  private _served(module: string): Promise<IModuleOutline | null> {
    let served = this._asked.get(module);
    if (!served) {
      served = this._source.served(module);
      this._asked.set(module, served);
    }
    return served;
  }

  private readonly _asked = new Map<string, Promise<IModuleOutline | null>>();
}

function definitions({ source }: IModuleOutline): Map<string, IDefinition> {
  return source === null ? new Map() : outline(source);
}

/** The names that the imports of a text define, wherever they stand. */
function importsIn(parsed: IParsed): IDefinition[] {
  const found: IDefinition[] = [];
  parsed.top.cursor().iterate(({ name, node }) => {
    if (name === 'ImportStatement') {
      found.push(...definitionsOfImport(parsed, node));
    }
  });
  return found;
}

function absolute(
  { isPackage, module: own }: ITextPlace,
  level: number,
  module: string
): string | null {
  if (level === 0) {
    return module;
  }
  const parts = own?.split('.') ?? [];
  const base = parts.slice(0, parts.length - level + (isPackage ? 1 : 0));
  if (base.length === 0) {
    return null;
  }
  return module === '' ? base.join('.') : `${base.join('.')}.${module}`;
}
