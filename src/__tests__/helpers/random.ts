/**
 * Random numbers that are the same in every run, so that a failure repeats.
 */
export class Random {
  constructor(seed: number) {
    this._state = seed;
  }

  /** A whole number from 0 to below a limit (mulberry32). */
  below(limit: number): number {
    this._state = (this._state + 0x6d2b79f5) | 0;
    let t = Math.imul(this._state ^ (this._state >>> 15), 1 | this._state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  /** One of some values. */
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** True with a chance of one in `n`. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  /** A text of up to `length` units drawn from some pieces. */
  text(pieces: readonly string[], length: number): string {
    return Array.from({ length: this.below(length + 1) }, () =>
      this.pick(pieces)
    ).join('');
  }

  private _state: number;
}
