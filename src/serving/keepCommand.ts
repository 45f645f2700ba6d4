/**
 * The command that keeps modules loaded while others are reloaded.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';

import { isPythonFile } from '../protocol/names';
import type { IServedModules } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { isInKept } from './keptModules';
import { SERVED_PATH_ATTRIBUTE } from './servedCommands';

/** Add the command to an application. */
export function addKeepCommand(
  app: JupyterFrontEnd,
  served: IServedModules,
  browsers: IFileBrowserFactory | null,
  trans: TranslationBundle
): void {
  const { commands } = app;

  /** The path in question: of a row of the sidebar, or of the file browser. */
  const target = (args: { [key: string]: unknown }): string | undefined => {
    if (args.path !== undefined) {
      return String(args.path);
    }
    if (args.clicked) {
      return app.contextMenuHitTest(
        node => node.dataset[SERVED_PATH_ATTRIBUTE] !== undefined
      )?.dataset[SERVED_PATH_ATTRIBUTE];
    }
    const items = [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])];
    const [item] = items;
    return items.length === 1 &&
      (item.type === 'directory' || isPythonFile(item.path))
      ? item.path
      : undefined;
  };
  const modules = (args: { [key: string]: unknown }) => {
    const path = target(args);
    return path === undefined ? [] : served.modulesOf(path);
  };
  const isKept = (name: string) =>
    served.keepLoaded.includes(name) || isInKept(name, served.keepLoaded);
  const isOn = (names: readonly string[]) =>
    names.length > 0 && names.every(isKept);

  commands.addCommand(CommandIDs.keepLoaded, {
    label: trans.__('Keep Loaded'),
    caption: trans.__(
      'Reload this module only when it has changed itself. For modules that hold connections or large data'
    ),
    isToggleable: true,
    isToggled: args => isOn(modules(args)),
    isVisible: args => modules(args).length > 0,
    isEnabled: args =>
      modules(args).some(name => !isInKept(name, served.keepLoaded)),
    execute: args =>
      reportFailure(args.path !== undefined, async () => {
        const names = modules(args);
        if (names.length === 0) {
          throw new Error(
            trans.__('“%1” is not a served module.', target(args) ?? '')
          );
        }
        const keep = args.keep ?? !isOn(names);
        if (typeof keep !== 'boolean') {
          throw new Error(trans.__('“keep” must be true or false.'));
        }
        await served.setKeepLoaded(names, keep);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__(
              'A served folder or .py file, or one inside; by default the one selected in the file browser'
            )
          },
          keep: {
            type: 'boolean',
            description: trans.__(
              'Whether to keep it loaded; by default the other way'
            )
          },
          clicked: {
            type: 'boolean',
            description: trans.__('Act on the row that was right-clicked')
          }
        }
      }
    }
  });

  served.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.keepLoaded);
  });
}
