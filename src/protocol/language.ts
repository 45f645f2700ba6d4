/**
 * What is told of Python's text while somebody writes it.
 */

/** What a name is. */
export type NameKind =
  'function' | 'class' | 'module' | 'variable' | 'column' | 'keyword';

/** A name that is offered. */
export interface ICompletion {
  readonly label: string;
  /** What takes the place of the word; the label where it is not given. */
  readonly insertText?: string;
  readonly kind: NameKind;
  /** In short: a column's type, a function's head. */
  readonly detail?: string;
  /** Markdown or text. */
  readonly documentation?: string;
}

/** Names, and the part of the text that they take the place of. */
export interface ICompletions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly ICompletion[];
}

/** A function that is being called. */
export interface ISignature {
  /** Its head: `f(a, b=1)`. */
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly string[];
  /** The position of the parameter at the cursor; null for none. */
  readonly active: number | null;
}

/** What Python in a worker knows of a text. Offsets count UTF-16 units. */
export interface ILanguage {
  complete(code: string, offset: number): Promise<ICompletions | null>;
  /** Markdown; null for nothing. */
  hover(code: string, offset: number): Promise<string | null>;
  signatures(code: string, offset: number): Promise<readonly ISignature[]>;
}
