/**
 * What a cell has shown while it runs, so that a page that was reloaded can show it again.
 */
import type { JSONObject } from '@lumino/coreutils';

/** How many characters of a cell's messages are kept. */
const MAX_KEPT = 200_000;

/** A message about an output: its type and its content. */
export interface IOutput {
  readonly type: string;
  readonly content: JSONObject;
}

/** What is kept of the outputs of a cell. */
export interface IOutputsKept {
  /** The newest ones, the oldest of these first. */
  readonly outputs: readonly IOutput[];
  /** Whether there were more. */
  readonly isCut: boolean;
}

/** An output, and how many characters it has. */
interface ISized {
  readonly type: string;
  content: JSONObject;
  size: number;
}

/** The record of one cell. */
export class CellRecord {
  /** @param kept - what an earlier page has kept of it; null for nothing. */
  constructor(kept: IOutputsKept | null) {
    this._isCut = kept?.isCut ?? false;
    kept?.outputs.forEach(output => this.add(output));
  }

  /** What is kept now. */
  get kept(): IOutputsKept {
    return {
      outputs: this._outputs.map(({ content, type }) => ({ content, type })),
      isCut: this._isCut
    };
  }

  /** Record what the cell shows. */
  add({ content, type }: IOutput): void {
    if (type === 'clear_output' && content.wait !== true) {
      this._outputs = [];
      this._isCut = false;
      return;
    }
    const size = sizeOf(type, content);
    const before = this._replacedBy(type, content);
    if (!before) {
      this._outputs.push({ type, content, size });
    } else if (type === 'stream') {
      // Of a cell that prints much, thousands of messages are one text.
      const text = `${before.content.text}${content.text}`;
      before.content = { ...before.content, text };
      before.size += size;
    } else {
      before.content = content;
      before.size = size;
    }
    this._drop();
  }

  /** The output that goes on with a message, or that it takes the place of. */
  private _replacedBy(type: string, content: JSONObject): ISized | undefined {
    if (type === 'stream') {
      const last = this._outputs[this._outputs.length - 1];
      const isSame = last?.type === type && last.content.name === content.name;
      return isSame ? last : undefined;
    }
    const id = displayId(content);
    return type === 'update_display_data' && id !== undefined
      ? this._outputs.find(output => displayId(output.content) === id)
      : undefined;
  }

  /** Drop what is too much, from the beginning. */
  private _drop(): void {
    const sum = this._outputs.reduce((sum, { size }) => sum + size, 0);
    for (let surplus = sum - MAX_KEPT; surplus > 0;) {
      this._isCut = true;
      const [first] = this._outputs;
      if (first.type === 'stream' && first.size > surplus) {
        const text = String(first.content.text).slice(surplus);
        first.content = { ...first.content, text };
        first.size = text.length;
        return;
      }
      this._outputs.shift();
      surplus -= first.size;
    }
  }

  private _isCut: boolean;
  private _outputs: ISized[] = [];
}

function sizeOf(type: string, content: JSONObject): number {
  return type === 'stream'
    ? String(content.text).length
    : JSON.stringify(content).length;
}

/** The id by which an output is replaced. */
function displayId(content: JSONObject): unknown {
  return (content.transient as JSONObject | undefined)?.display_id;
}
