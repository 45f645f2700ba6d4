/**
 * Modules with their contents, from the places where their names say they are.
 */
import type { ModuleContent } from '../protocol/messages';
import { originOf } from '../protocol/origin';
import type { FileView } from '../tree/fileView';
import type { IServedRoot } from '../tree/types';
import { decodeSource } from './decode';
import type { Location } from './locate';
import { locateModule } from './locate';
import type { OnRead } from './readAhead';

/** Where a module is, if it is anywhere: in one of some roots. */
export interface IPlace {
  readonly roots: readonly IServedRoot[];
  /** The parts of its full name. */
  readonly parts: readonly string[];
}

/**
 * Read a module.
 *
 * @param fullName - its full name.
 * @param onRead - told what is read; where it is null, nothing is.
 * @returns null when it is not there, or not known and nothing is read.
 * @throws Error naming the file when it cannot be read.
 */
export async function readModule(
  view: FileView,
  fullName: string,
  { parts, roots }: IPlace,
  onRead: OnRead | null
): Promise<ModuleContent | null> {
  const locations: string[] = [];
  let location: Exclude<Location, { kind: 'namespace' }> | null = null;
  for (const root of roots) {
    const below = root.name === null ? parts : parts.slice(1);
    const found = await locateModule(view, root, below);
    if (found && found.kind !== 'namespace') {
      location = found;
      break;
    }
    if (found) {
      locations.push(originOf(found.path));
    }
  }
  if (location === null) {
    return locations.length > 0
      ? { kind: 'namespace', name: fullName, locations }
      : null;
  }
  const { kind, file } = location;
  let content = view.peek(file);
  if (content === null && onRead !== null) {
    content = await view.read(file);
    onRead(content);
  }
  return (
    content && {
      kind,
      name: fullName,
      origin: originOf(file.path),
      content,
      get source() {
        return decodeSource(content.data, file.path);
      },
      locations: kind === 'package' ? [originOf(location.path)] : []
    }
  );
}
