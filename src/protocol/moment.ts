/**
 * The order in which things happen in this page.
 *
 * No clock tells it: one may stand still between two events, or jump.
 */

let last = 0;

/** Now: a greater number than that of any moment before. */
export function moment(): number {
  last += 1;
  return last;
}
