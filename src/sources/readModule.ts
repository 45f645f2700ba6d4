/**
 * Modules with their contents, from the places where their names say they are.
 */
import type { ModuleContent } from '../protocol/messages';
import { decodeSource } from './decode';
import type { FileView } from './fileView';
import { locateModule } from './locate';
import { originOf } from './origin';
import type { OnRead } from './readAhead';
import type { IServedRoot } from './types';

/** Where a module is, if it is anywhere: a root, and the names below it. */
export interface IPlace {
  readonly root: IServedRoot;
  readonly parts: readonly string[];
}

/**
 * Read a module.
 *
 * @param onRead - told what is read; where it is null, nothing is.
 * @returns null when it is not there, or not known and nothing is read.
 * @throws Error naming the file when it cannot be read.
 */
export async function readModule(
  view: FileView,
  fullName: string,
  { parts, root }: IPlace,
  onRead: OnRead | null
): Promise<ModuleContent | null> {
  const location = await locateModule(view, root, parts);
  if (location === null) {
    return null;
  }
  if (location.kind === 'namespace') {
    const locations = [originOf(location.path)];
    return { kind: 'namespace', name: fullName, locations };
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
