/**
 * Where completions come from, as far as Python's text does not tell them.
 */
import type { ILanguage } from '../../protocol/language';
import type { IModuleOutline } from '../../tree/types';
import type { IColumn } from './columns';

export type {
  ICompletion,
  ICompletions,
  ILanguage,
  ISignature
} from '../../protocol/language';

/** A worker, with what is served to it. */
export interface ICompletionSource {
  /** What the worker's Python knows; null where it does not tell. */
  readonly language: Omit<ILanguage, 'within'> | null;

  /**
   * A served module.
   *
   * @param name - its full name; empty for what is above all modules.
   * @returns null when nothing served has that name.
   */
  served(name: string): Promise<IModuleOutline | null>;

  /** The columns of a variable; null where it is no table. */
  columns(variable: string): Promise<readonly IColumn[] | null>;

  /** The names of variables that can stand in a formula. */
  readonly variables: readonly string[];

  /** Told what failed, as the other sources still answer. */
  onFailure(reason: unknown): void;
}

/** What is known of a text beside its words. */
export interface ITextPlace {
  /** The full name of the module that it is; null where it is none. */
  readonly module: string | null;
  /** Whether that is a package. */
  readonly isPackage: boolean;
}
