/**
 * The commands that change what is served.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';

import { isPythonFile } from '../protocol/names';
import type { IServedModules, IStoppedEntry } from '../tokens';
import { ActionableError, offerUndo, reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { serveIcon } from '../ui/icons';
import { ServeError } from './servedChanges';

/** The attribute that names a row's path, for the context menu. */
export const SERVED_PATH_ATTRIBUTE = 'jpDeephavenPath';

/** Add the commands to an application. */
export function addServedCommands(
  app: JupyterFrontEnd,
  served: IServedModules,
  browsers: IFileBrowserFactory | null,
  trans: TranslationBundle
): void {
  const { commands } = app;

  /** The folders and Python files selected in the file browser. */
  const selection = (): string[] =>
    [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])]
      .filter(item => item.type === 'directory' || isPythonFile(item.path))
      .map(item => item.path);

  /** The path of the row that was right-clicked in the sidebar. */
  const row = (): string | undefined =>
    app.contextMenuHitTest(
      node => node.dataset[SERVED_PATH_ATTRIBUTE] !== undefined
    )?.dataset[SERVED_PATH_ATTRIBUTE];

  const targets = (args: { [key: string]: unknown }): string[] => {
    if (Array.isArray(args.paths)) {
      return args.paths.map(String);
    }
    if (args.currentFolder) {
      const path = browsers?.tracker.currentWidget?.model.path;
      // The listing's items lie in it, and have an entry of their own.
      const isOnItem = app.contextMenuHitTest(node =>
        node.classList.contains('jp-DirListing-item')
      );
      // The topmost folder has no name to serve it by, but it has contents.
      return path !== undefined && !isOnItem && (path || args.contents)
        ? [path]
        : [];
    }
    if (args.clicked) {
      const path = row();
      return path === undefined ? [] : [path];
    }
    return selection().filter(path => !args.contents || !isPythonFile(path));
  };
  const isExplicit = (args: { [key: string]: unknown }) =>
    Array.isArray(args.paths) && args.interactive !== true;
  const isListed = (path: string) =>
    served.entries.some(entry => entry.path === path);
  const isServed = (path: string, contents: boolean) =>
    served.serving &&
    served.entries.some(
      entry =>
        entry.path === path && entry.enabled && entry.contents === contents
    );

  commands.addCommand(CommandIDs.serve, {
    label: args => {
      if (args.contents) {
        return args.currentFolder
          ? trans.__('Serve Contents of This Folder to Deephaven')
          : trans.__('Serve Contents to Deephaven');
      }
      return args.currentFolder
        ? trans.__('Serve This Folder to Deephaven')
        : trans.__('Serve to Deephaven');
    },
    caption: args =>
      args.contents
        ? trans.__(
            'Let code in Deephaven import each module and package in the folder, as on sys.path'
          )
        : trans.__('Let code in Deephaven import the folder or .py file'),
    icon: serveIcon,
    isEnabled: args => targets(args).length > 0,
    isVisible: args =>
      targets(args).some(path => !isServed(path, args.contents === true)),
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const paths = targets(args);
        try {
          await served.serve(paths, {
            replace: args.replace === true,
            contents: args.contents === true
          });
        } catch (reason) {
          throw withReplaceAction(reason, paths);
        }
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          paths: {
            type: 'array',
            items: { type: 'string' },
            description: trans.__(
              'The folders and .py files; by default those selected in the file browser'
            )
          },
          replace: {
            type: 'boolean',
            description: trans.__(
              'Whether to take the place of an entry of the same name'
            )
          },
          contents: {
            type: 'boolean',
            description: trans.__(
              'Serve what lies in the folders, as on sys.path, instead of the folders as packages'
            )
          },
          currentFolder: {
            type: 'boolean',
            description: trans.__('Serve the folder the file browser shows')
          },
          interactive: {
            type: 'boolean',
            description: trans.__(
              'Whether to show a failure to the user, also with explicit paths'
            )
          }
        }
      }
    }
  });

  const withReplaceAction = (reason: unknown, paths: string[]): unknown => {
    if (!(reason instanceof ServeError) || reason.conflict === null) {
      return reason;
    }
    return new ActionableError(reason.message, [
      {
        label: trans.__('Serve this one instead'),
        displayType: 'accent',
        callback: () => {
          void reportFailure(false, () =>
            served.serve(paths, { replace: true })
          );
        }
      }
    ]);
  };

  const stoppedInWords = (stopped: readonly IStoppedEntry[]): string => {
    const [{ contents, path }] = stopped;
    // Not the whole path: notifications are short.
    const name = PathExt.basename(path) || '/';
    if (stopped.length > 1) {
      return trans.__(
        '%1 folders and files are no longer served.',
        stopped.length
      );
    }
    return contents
      ? trans.__('The contents of “%1” are no longer served.', name)
      : trans.__('“%1” is no longer served.', name);
  };

  commands.addCommand(CommandIDs.stopServing, {
    label: trans.__('Stop Serving'),
    caption: trans.__('Remove the folder or file from what is served'),
    icon: closeIcon,
    isEnabled: args => targets(args).length > 0,
    isVisible: args => targets(args).some(isListed),
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const stopped = await served.stop(targets(args));
        if (!isExplicit(args) && stopped.length > 0) {
          offerUndo(
            stoppedInWords(stopped),
            trans.__('Serve it again as before'),
            () => served.restore(stopped),
            trans
          );
        }
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          paths: {
            type: 'array',
            items: { type: 'string' },
            description: trans.__(
              'The served paths; by default those selected in the file browser'
            )
          },
          clicked: {
            type: 'boolean',
            description: trans.__('Act on the row that was right-clicked')
          },
          interactive: {
            type: 'boolean',
            description: trans.__(
              'Whether to offer the user to undo it, also with explicit paths'
            )
          }
        }
      }
    }
  });

  const isOn = (path: string | undefined) =>
    path === undefined
      ? served.serving
      : served.entries.some(entry => entry.path === path && entry.enabled);
  const target = (args: { [key: string]: unknown }) =>
    args.clicked ? row() : (args.path as string | undefined);

  commands.addCommand(CommandIDs.setServing, {
    label: args =>
      args.clicked ? trans.__('Serve This') : trans.__('Serve Modules'),
    caption: trans.__('Switch serving on or off'),
    isToggled: args => isOn(target(args)),
    execute: args =>
      reportFailure(
        args.enabled !== undefined || args.path !== undefined,
        async () => {
          const path = target(args);
          const enabled = args.enabled ?? !isOn(path);
          if (typeof enabled !== 'boolean') {
            throw new Error(trans.__('“enabled” must be true or false.'));
          }
          return served.setServing(enabled, path);
        }
      ),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__(
              'The served path; by default serving as a whole'
            )
          },
          enabled: {
            type: 'boolean',
            description: trans.__('On or off; by default the other way')
          },
          clicked: {
            type: 'boolean',
            description: trans.__('Act on the row that was right-clicked')
          }
        }
      }
    }
  });

  commands.addCommand(CommandIDs.showServed, {
    label: trans.__('Show in File Browser'),
    caption: trans.__('Show a served folder or file in the file browser'),
    isVisible: () => commands.hasCommand('filebrowser:go-to-path'),
    execute: async args => {
      const path = target(args);
      await commands.execute('filebrowser:go-to-path', { path });
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: { type: 'string', description: trans.__('The path to show') },
          clicked: {
            type: 'boolean',
            description: trans.__('Act on the row that was right-clicked')
          }
        }
      }
    }
  });

  served.changed.connect(() => {
    for (const id of [
      CommandIDs.serve,
      CommandIDs.stopServing,
      CommandIDs.setServing
    ]) {
      commands.notifyCommandChanged(id);
    }
  });
}
