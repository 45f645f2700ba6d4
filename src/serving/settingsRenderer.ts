/**
 * The lists of served modules, and of those kept loaded, in the settings editor.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IFormRendererRegistry } from '@jupyterlab/ui-components';

import { isImportable } from '../protocol/names';
import type { IServedEntry } from '../tokens';
import type { Problem } from '../ui/settingsList';
import { settingsList } from '../ui/settingsList';
import type { ServedModules } from './servedModules';
import type { IServedSetting } from './servedSettings';

/** Show the lists with what is wrong. */
export function addServedRenderers(
  renderers: IFormRendererRegistry,
  plugin: string,
  served: ServedModules,
  trans: TranslationBundle
): void {
  renderers.addRenderer(`${plugin}.modules`, {
    fieldRenderer: settingsList({
      problemsOf: modules =>
        pathProblems(
          modules,
          served.entries,
          path => served.normalize(path),
          trans
        ),
      changed: served.changed
    })
  });
  renderers.addRenderer(`${plugin}.keepLoaded`, {
    fieldRenderer: settingsList({
      problemsOf: names => moduleProblems(names, trans)
    })
  });
}

/**
 * What is wrong with served modules of the settings, which may be anything.
 *
 * @param entries - what became of them.
 * @param normalize - gives the one form of a path.
 */
export function pathProblems(
  modules: readonly unknown[],
  entries: readonly IServedEntry[],
  normalize: (path: string) => string,
  trans: TranslationBundle
): Problem[] {
  const paths = new Set<string>();
  return modules.map(module => {
    const { contents, path } = (module ?? {}) as Partial<IServedSetting>;
    if (typeof path !== 'string') {
      return null;
    }
    if (path.trim() === '' && !contents) {
      return { path: trans.__('Enter the path of a folder or a .py file.') };
    }
    const wanted = normalize(path);
    if (paths.has(wanted)) {
      return { path: trans.__('“%1” is in the list already.', path) };
    }
    paths.add(wanted);
    const entry = entries.find(({ path }) => path === wanted);
    return { path: entry?.problem ?? null };
  });
}

/** What is wrong with names of modules. */
export function moduleProblems(
  names: readonly unknown[],
  trans: TranslationBundle
): Problem[] {
  return names.map(name =>
    String(name ?? '')
      .split('.')
      .every(isImportable)
      ? null
      : trans.__('Enter the full name of a module, such as market.db.')
  );
}
