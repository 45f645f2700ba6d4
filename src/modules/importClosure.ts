/**
 * What a program will import: known, and read, before it runs.
 */
import type { ModuleContent } from '../protocol/messages';
import { TimeSlicer } from '../tree/timeSlicer';
import type { IImport } from './imports';
import { scanAll, scanImports } from './imports';

/** How many modules are looked up at once; the store's requests are bounded. */
const CONCURRENCY = 512;

/** The largest text that is scanned, in characters: larger ones take time. */
const MAX_SCANNED = 256 * 1024;

/** How many modules are followed at most: a bound, not an expectation. */
const MAX_MODULES = 20_000;

/** Looks a module up by its full name. */
export type Resolve = (name: string) => Promise<ModuleContent | null>;

/** What one text imports. */
interface IScan {
  readonly source: string;
  readonly imports: readonly IImport[];
  readonly all: readonly string[];
}

/** A module that has a text. */
type SourceModule = Exclude<ModuleContent, { kind: 'namespace' }>;

const NOTHING: IScan = { source: '', imports: [], all: [] };

/**
 * The full names that a program may import, whose own imports are absolute:
 * in its functions as well, since most programs call what they define.
 */
export function importedBy(program: string): string[] {
  return program.length <= MAX_SCANNED
    ? wantedBy(scanImports(program), null)
    : [];
}

/** Follows the imports of programs through the served modules. */
export class ImportClosure {
  /** @param slicer - what keeps long scans from blocking the page. */
  constructor(slicer = new TimeSlicer()) {
    this._slicer = slicer;
  }

  /**
   * The served modules that a program will import when it is executed, with
   * all that these import in turn; and then those that their functions import
   * when they are called, with all that these import, as far as that is at hand.
   *
   * A module that cannot be read is passed over: its import will say why.
   *
   * @param wanted - the full names of the modules that it imports, and of what
   * it takes from them; see `importedBy`.
   * @param resolve - looks served modules up; asked once for each name.
   * @param atHand - does so where nothing has to be read for it.
   * @returns the modules by their full names.
   */
  async closure(
    wanted: readonly string[],
    resolve: Resolve,
    atHand: Resolve = async () => null
  ): Promise<Map<string, ModuleContent>> {
    const found = new Map<string, ModuleContent>();
    const seen = new Set<string>();
    const queue: string[] = [];
    const inFunctions: string[] = [];
    let look = resolve;
    const want = (name: string) => {
      // Importing a module imports its packages first.
      for (let dot = name.indexOf('.'); dot >= 0;) {
        add(name.slice(0, dot));
        dot = name.indexOf('.', dot + 1);
      }
      add(name);
    };
    const add = (name: string) => {
      if (!seen.has(name) && seen.size < MAX_MODULES) {
        seen.add(name);
        queue.push(name);
      }
    };
    const visit = async (name: string) => {
      const module = await look(name).catch(() => null);
      if (module === null) {
        return;
      }
      found.set(name, module);
      if (module.kind !== 'namespace') {
        const scan = await this._slicer.calculate(() =>
          this._scanModule(module)
        );
        for (const statement of scan.imports) {
          const names = wantedBy([statement], module);
          if (!statement.inFunction) {
            names.forEach(want);
          } else if (look === resolve) {
            // No further: functions of everything import everything.
            inFunctions.push(...names);
          }
        }
        if (module.kind === 'package') {
          scan.all.forEach(child => want(`${name}.${child}`));
        }
      }
    };

    wanted.forEach(want);
    await workOff(queue, visit);
    look = atHand;
    inFunctions.splice(0).forEach(want);
    await workOff(queue, visit);
    return found;
  }

  /** Scan a module before anybody imports it. */
  async scanAhead(module: Pick<SourceModule, 'origin' | 'source'>) {
    await this._slicer.calculate(() => this._scanModule(module));
  }

  private _scanModule(module: Pick<SourceModule, 'origin' | 'source'>): IScan {
    try {
      return this._scan(module.origin, module.source);
    } catch {
      // It cannot be decoded: its import will say so.
      return NOTHING;
    }
  }

  /** Scan a text once, as long as its file does not change. */
  private _scan(origin: string, source: string): IScan {
    let scan = this._scans.get(origin);
    if (scan?.source !== source) {
      scan =
        source.length > MAX_SCANNED
          ? { ...NOTHING, source }
          : { source, imports: scanImports(source), all: scanAll(source) };
      if (this._scans.size >= MAX_MODULES) {
        this._scans.clear();
      }
      this._scans.set(origin, scan);
    }
    return scan;
  }

  private _slicer: TimeSlicer;
  private _scans = new Map<string, IScan>();
}

/** Do something with each item of a queue, to which that may add others. */
function workOff<T>(
  queue: T[],
  work: (item: T) => Promise<void>
): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = 0;
    const next = () => {
      while (running < CONCURRENCY && queue.length > 0) {
        running += 1;
        work(queue.shift()!).then(() => {
          running -= 1;
          next();
        }, reject);
      }
      if (running === 0) {
        resolve();
      }
    };
    next();
  });
}

/** The full names that imports may mean, in a module or at top level. */
function wantedBy(
  imports: readonly IImport[],
  module: ModuleContent | null
): string[] {
  return imports.flatMap(({ level, module: target, names }) => {
    const base = absolute(level, target, module);
    if (base === null) {
      return [];
    }
    // `from base import name` imports a submodule where there is no such
    // attribute: which of both, only the lookup tells.
    const children = names
      .filter(name => name !== '*')
      .map(name => `${base}.${name}`);
    return [base, ...children];
  });
}

/** The full name of an import's module; null where it leads out of the top. */
function absolute(
  level: number,
  target: string,
  module: ModuleContent | null
): string | null {
  if (level === 0) {
    return target;
  }
  const parts = module?.name.split('.') ?? [];
  // The first dot is the module's own package.
  const up = module?.kind === 'package' ? level - 1 : level;
  if (module === null || up >= parts.length + (up === 0 ? 1 : 0)) {
    return null;
  }
  const packageParts = parts.slice(0, parts.length - up);
  if (packageParts.length === 0) {
    return null;
  }
  return [...packageParts, ...(target ? [target] : [])].join('.');
}
