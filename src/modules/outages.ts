/**
 * Tells folders that cannot be listed for now from those that never could be.
 */
import type { ITopLevel } from '../tree/types';
import { UnavailableError } from '../tree/unavailable';
import type { IServedTree } from './moduleIndex';

/** Remembers which served roots could be listed. */
export class Outages {
  /**
   * Make sure that nothing is missing in listings only because it could not be
   * listed now: a listing without it would mean that it was removed.
   *
   * A root that never could be listed is left out, and so is a folder below a
   * root: one that is unreadable must not keep the others back.
   *
   * @throws what a listing failed with.
   */
  check(trees: readonly IServedTree[], topLevel: ITopLevel): void {
    const failures = [
      ...trees.flatMap(tree => tree.failures),
      ...topLevel.failures
    ];
    for (const { path, reason } of failures) {
      if (reason instanceof UnavailableError || this._listed.has(path)) {
        throw reason;
      }
    }
    const failed = new Set(failures.map(({ path }) => path));
    for (const { path } of trees) {
      if (!failed.has(path)) {
        this._listed.add(path);
      }
    }
  }

  private _listed = new Set<string>();
}
