/**
 * What is kept of a run's output: all of it, or of much the beginning and the
 * end.
 */
import type { OutputPart } from '../protocol/runReports';
import type { IKeptOutput, IOutputText } from '../tokens';

/** Keeps texts up to a limit. */
export class KeptOutput implements IKeptOutput {
  /** @param limit - of characters; a fifth of them for the end. */
  constructor(limit: number) {
    this._maxTail = Math.floor(limit / 5);
    this._room = limit - this._maxTail;
  }

  get head(): readonly IOutputText[] {
    return this._head;
  }

  get leftOut(): number {
    return this._leftOut;
  }

  get tail(): readonly IOutputText[] {
    return this._tail;
  }

  /** All of it, with a mark where something is left out. */
  get text(): string {
    return keptText(this);
  }

  /** Add what comes next. */
  add(part: OutputPart): void {
    if ('leftOut' in part) {
      // What comes behind a gap is no beginning.
      this._room = 0;
      this._leftOut += part.leftOut;
      return;
    }
    const { stream, text } = part;
    if (this._room > 0) {
      this._head.push({ stream, text: text.slice(0, this._room) });
    }
    const rest = text.slice(this._room);
    this._room = Math.max(0, this._room - text.length);
    if (rest !== '') {
      this._tail.push({ stream, text: rest });
      this._tailSize += rest.length;
      this._drop();
    }
  }

  private _drop(): void {
    let surplus = this._tailSize - this._maxTail;
    while (surplus > 0) {
      const { stream, text } = this._tail[0];
      const dropped = Math.min(surplus, text.length);
      if (dropped === text.length) {
        this._tail.shift();
      } else {
        this._tail[0] = { stream, text: text.slice(dropped) };
      }
      this._tailSize -= dropped;
      this._leftOut += dropped;
      surplus -= dropped;
    }
  }

  private _head: IOutputText[] = [];
  private _leftOut = 0;
  private _maxTail: number;
  private _room: number;
  private _tail: IOutputText[] = [];
  private _tailSize = 0;
}

/** All that is kept, with a mark where something is left out. */
export function keptText({ head, leftOut, tail }: IKeptOutput): string {
  return `${joined(head)}${leftOut === 0 ? '' : '\n…\n'}${joined(tail)}`;
}

function joined(texts: readonly IOutputText[]): string {
  return texts.map(({ text }) => text).join('');
}
