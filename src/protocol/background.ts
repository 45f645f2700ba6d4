/**
 * What a server tells of background names: those that any code of the worker imports.
 */

/** Names that another client serves in place of this one, or no longer does. */
export interface IDisplacement {
  /** Whether they are served to any code, or to the runs of one client. */
  readonly context: 'standing' | 'foreground';
  readonly names: readonly string[];
  /** What the other client is called; null for none. */
  readonly by: string | null;
}

/** What setting background names did. */
export interface IBackgroundAnswer {
  /** Names that other clients have lost by it. */
  readonly displaced: readonly string[];
  /** Names that the worker has modules of its own for. */
  readonly shadows: readonly string[];
  /** Names that the worker imports from no client, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Read what `displaced` or `restored` tells. */
export function readDisplacement(params: unknown): IDisplacement {
  const { context, names, by } = (params ?? {}) as Partial<IDisplacement>;
  return {
    context: context === 'foreground' ? 'foreground' : 'standing',
    names: stringsOf(names),
    by: typeof by === 'string' ? by : null
  };
}

/** Read the answer to setting background names. */
export function readBackground(
  result: Readonly<Record<string, unknown>> | undefined
): IBackgroundAnswer {
  return {
    displaced: stringsOf(result?.displaced),
    shadows: stringsOf(result?.hides),
    refused: reasonsOf(result?.refused)
  };
}

/** The strings of what should be an array of them. */
function stringsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}

/** The strings of what should be an object of them, by their names. */
function reasonsOf(value: unknown): Map<string, string> {
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map(
    Object.entries(isObject ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string'
    )
  );
}
