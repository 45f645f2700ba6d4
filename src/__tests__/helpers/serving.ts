/**
 * Sets `ServedModules` up over files in memory.
 */
import { nullTranslator } from '@jupyterlab/translation';

import { ServedModules } from '../../serving/servedModules';
import type {
  IServedSetting,
  IServedSettings
} from '../../serving/servedSettings';
import { SERVED_DEFAULTS } from '../../serving/servedSettings';
import type { IFileStore } from '../../tree/types';
import { SettingsStore } from '../../ui/settingsStore';
import { fakeContents, responseError } from './fakeContents';
import { MemoryStore } from './stores';

/**
 * Served modules.
 *
 * @param files - what there is.
 * @param modules - what the settings hold, as a user may have written it.
 */
export function serving(
  files: Record<string, string>,
  modules: unknown[] = [],
  options: {
    serving?: boolean;
    ignore?: string[];
    /** What the store can do besides. */
    store?: Partial<IFileStore>;
  } = {}
) {
  const store = Object.assign(new MemoryStore(files), options.store);
  const { contents, rename } = fakeContents(async path => {
    if (store.files.has(path)) {
      return { path, type: 'file' };
    }
    const below = [...store.files.keys()]
      .filter(file => file.startsWith(`${path}/`))
      .map(file => file.slice(path.length + 1).split('/')[0]);
    if (below.length > 0) {
      const content = [...new Set(below)].map(name => ({
        name,
        path: `${path}/${name}`
      }));
      return { path, type: 'directory', content };
    }
    throw responseError(404, 'none');
  }, 'RTC');
  const settings = new SettingsStore<IServedSettings>(null, 'test', {
    ...SERVED_DEFAULTS,
    serving: options.serving ?? true,
    modules: modules as IServedSetting[],
    ignore: options.ignore ?? []
  });
  const served = new ServedModules({
    contents,
    documents: null,
    settings,
    store,
    trans: nullTranslator.load('test')
  });
  /** The settings' paths. */
  const saved = () => settings.value.modules.map(({ path }) => path);
  return { rename, saved, served, settings, store };
}
