/**
 * A resolver that is loaded when somebody first asks it: pages that serve
 * nothing have no use for its hashes and its parser.
 */
import type { ISnapshot } from '../protocol/indexSync';
import type { ModuleContent } from '../protocol/messages';
import type { FileContent, IFileBytes } from '../protocol/provider';
import type {
  HoldsPython,
  IServedProvider,
  IServedSnapshot,
  ISurvey,
  ITopLevel
} from '../tree/types';
import type { ModuleResolver } from './resolver';

/** Passes everything on to a resolver. */
export class LazyResolver implements IServedProvider {
  /** @param load - makes the resolver; called again if it fails. */
  constructor(load: () => Promise<ModuleResolver>) {
    this._load = load;
  }

  hold(): () => void {
    if (this._loaded) {
      return this._loaded.hold();
    }
    // Whatever is asked later than this waits for the resolver behind it.
    const held = this._resolver().then(resolver => resolver.hold());
    // Those that ask are told.
    held.catch(() => undefined);
    return () => {
      held.then(
        release => release(),
        () => undefined
      );
    };
  }

  async resolve(fullName: string): Promise<ModuleContent | null> {
    return (await this._resolver()).resolve(fullName);
  }

  async read(paths: readonly string[]): Promise<readonly FileContent[]> {
    return (await this._resolver()).read(paths);
  }

  async data(path: string): Promise<IFileBytes | null> {
    return (await this._resolver()).data(path);
  }

  async list(path: string): Promise<ReadonlyMap<string, string> | null> {
    return (await this._resolver()).list(path);
  }

  async ahead(path: string): Promise<ISnapshot | null> {
    return (await this._resolver()).ahead(path);
  }

  async prepare(program: string): Promise<readonly string[]> {
    return (await this._resolver()).prepare(program);
  }

  async snapshot(
    program: string,
    onPart?: (part: IServedSnapshot) => void
  ): Promise<IServedSnapshot> {
    return (await this._resolver()).snapshot(program, onPart);
  }

  async survey(isUrgent?: boolean): Promise<ISurvey> {
    return (await this._resolver()).survey(isUrgent);
  }

  /** See `ModuleResolver.holdsPython`. */
  async holdsPython(path: string): Promise<HoldsPython> {
    return (await this._resolver()).holdsPython(path);
  }

  /** See `ModuleResolver.topLevel`. */
  async topLevel(): Promise<ITopLevel> {
    return (await this._resolver()).topLevel();
  }

  /** See `ModuleResolver.forget`. */
  forget(): void {
    this._loaded?.forget();
  }

  private _resolver(): Promise<ModuleResolver> {
    this._loading ??= this._load().then(
      resolver => (this._loaded = resolver),
      reason => {
        this._loading = null;
        throw reason;
      }
    );
    return this._loading;
  }

  private _load: () => Promise<ModuleResolver>;
  private _loaded: ModuleResolver | null = null;
  private _loading: Promise<ModuleResolver> | null = null;
}
