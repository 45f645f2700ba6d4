/**
 * Which file or notebook a run is of.
 */
import { originOf, placeOfOrigin } from '../protocol/origin';
import type { IRunOptions } from '../tokens';

/** The file that is run whole; null for a part of one, a cell, and code of no file. */
export function fileOf({ line, path }: IRunOptions): string | null {
  const isWhole =
    path !== undefined &&
    line === undefined &&
    placeOfOrigin(originOf(path))?.cell === null;
  return isWhole ? path : null;
}

/** The notebook that a cell is run of; null for other code. */
export function notebookOf({ path }: IRunOptions): string | null {
  const place = path === undefined ? null : placeOfOrigin(originOf(path));
  return place && place.cell !== null ? place.path : null;
}
