/**
 * What Python in a worker tells of a text while somebody writes it.
 */
import { asObject, Methods, textOf } from './messages';
import type { IRunChannel } from './runReports';
import type { IScope } from './worker';

/** What a name is. */
export type NameKind =
  'function' | 'class' | 'module' | 'variable' | 'column' | 'keyword';

/** A name that is offered. */
export interface ICompletion {
  readonly label: string;
  readonly kind: NameKind;
  /** In short: a column's type, a function's head. */
  readonly detail?: string;
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

/** What a name stands for. */
export interface IDefinitionText {
  /** The head of a function or class, or what else it is. */
  readonly head: string;
  /** May be empty. */
  readonly documentation: string;
}

/** All of it in one text. */
export function definitionText({
  documentation,
  head
}: IDefinitionText): string {
  return documentation ? `${head}\n\n${documentation}` : head;
}

/** What Python in a worker knows of a text. Offsets count UTF-16 units. */
export interface ILanguage {
  complete(code: string, offset: number): Promise<ICompletions | null>;
  hover(code: string, offset: number): Promise<IDefinitionText | null>;
  signatures(code: string, offset: number): Promise<readonly ISignature[]>;
  /** The same for texts that have variables apart from the session's; see `IScope`. */
  within(scope: IScope | null): ILanguage;
  /** Have the worker load what it needs to answer: the first answer may take seconds. */
  warmUp(): Promise<void>;
}

/** The kinds of what Jedi has types for; all others are variables. */
const KINDS: readonly unknown[] = ['function', 'class', 'module', 'keyword'];

/** Asks a server plugin. */
export class LanguageRequests implements ILanguage {
  /** @param scope - which variables the texts have; null for those of the session. */
  constructor(
    private readonly _channel: Pick<IRunChannel, 'request'>,
    private readonly _scope: IScope | null = null
  ) {}

  within(scope: IScope | null): ILanguage {
    return scope ? new LanguageRequests(this._channel, scope) : this;
  }

  async complete(code: string, offset: number): Promise<ICompletions | null> {
    const { items, start } = asObject(
      await this._ask(Methods.complete, code, offset)
    );
    const found = arrayOf(items).map(asObject);
    return found.length > 0 && typeof start === 'number'
      ? {
          start: unitsOf(code, start),
          end: offset,
          items: found.map(({ label, type }) => ({
            label: textOf(label),
            kind: KINDS.includes(type) ? (type as NameKind) : 'variable'
          }))
        }
      : null;
  }

  async hover(code: string, offset: number): Promise<IDefinitionText | null> {
    const { doc, head } = asObject(
      await this._ask(Methods.hover, code, offset)
    );
    return typeof head === 'string' && head !== ''
      ? { head, documentation: textOf(doc) }
      : null;
  }

  async signatures(code: string, offset: number): Promise<ISignature[]> {
    const found = arrayOf(await this._ask(Methods.signatures, code, offset));
    return found.map(asObject).map(({ active, doc, label, parameters }) => ({
      label: textOf(label),
      documentation: textOf(doc),
      parameters: arrayOf(parameters).map(textOf),
      active: typeof active === 'number' ? active : null
    }));
  }

  warmUp(): Promise<void> {
    const code = 'import deephaven\ndeephaven.';
    const warm = this._warm ?? this.complete(code, code.length);
    this._warm = warm;
    // One that failed is tried again.
    warm.catch(() => {
      this._warm = null;
    });
    return warm.then(() => undefined);
  }

  private _ask(method: string, code: string, offset: number): Promise<unknown> {
    return this._channel.request(method, {
      code,
      offset: [...code.slice(0, offset)].length,
      ...(this._scope && { scope: this._scope.id })
    });
  }

  private _warm: Promise<unknown> | null = null;
}

/** How many UTF-16 units the first characters of a text have. */
function unitsOf(text: string, characters: number): number {
  return [...text].slice(0, characters).join('').length;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
