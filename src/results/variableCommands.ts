/**
 * The commands on variables: opening what is in one, and deleting one.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PromiseDelegate } from '@lumino/coreutils';

import type { IDeephavenServer, IDeephavenServers } from '../tokens';
import { offerUndo, reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import type { IViewState } from './deephaven/viewState';
import { toViewState } from './deephaven/viewState';

/** The attributes that name a row's variable, for the context menu. */
export const VARIABLE_ATTRIBUTES = {
  server: 'jpDeephavenVariableServer',
  name: 'jpDeephavenVariable'
};

/** How long a variable that a run made may be missing, in milliseconds. */
const LIST_DELAY = 1000;

/** Arguments of a command. */
type Args = ReadonlyPartialJSONObject;

/** Which variable is meant. */
interface IMeant {
  readonly server: IDeephavenServer;
  readonly name: string;
}

/**
 * Opens a variable in a tab; resolves when the tab shows it, or why not.
 *
 * @param mode - where to put a new tab: behind that of an id, or split off;
 * and how it shows a table.
 */
export type VariableOpener = (
  server: IDeephavenServer,
  name: string,
  mode: {
    behind?: string;
    split?: boolean;
    activate?: boolean;
    viewState?: IViewState;
  }
) => Promise<void>;

/** Add the commands to an application. */
export function addVariableCommands(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  open: VariableOpener,
  trans: TranslationBundle
): void {
  const { commands } = app;

  const meant = (args: Args): IMeant | null => {
    const row = args.clicked
      ? app.contextMenuHitTest(
          node => node.dataset[VARIABLE_ATTRIBUTES.name] !== undefined
        )?.dataset
      : undefined;
    const name = row ? row[VARIABLE_ATTRIBUTES.name] : args.name;
    const serverName = row ? row[VARIABLE_ATTRIBUTES.server] : args.server;
    const server =
      serverName === undefined
        ? servers.current
        : servers.find(String(serverName));
    return server && typeof name === 'string' ? { server, name } : null;
  };

  const variableArgs = {
    server: {
      type: 'string',
      description: trans.__(
        'The name or URL of a configured server; by default the current one'
      )
    },
    name: {
      type: 'string',
      description: trans.__('The name of the variable')
    }
  };

  commands.addCommand(CommandIDs.openVariable, {
    label: args =>
      args.split ? trans.__('Open Beside') : trans.__('Open Variable'),
    caption: args => {
      const { server, name } = meant(args) ?? {};
      return server && name !== undefined
        ? trans.__('Open %1 of %2', name, server.config.name)
        : trans.__('Open a Deephaven table, plot or widget');
    },
    // Of those that are there. A tab may be opened before they are, though.
    isEnabled: args => {
      if (args.restored) {
        return true;
      }
      const { server, name } = meant(args) ?? {};
      return (
        server !== undefined &&
        name !== undefined &&
        (server.state !== 'connected' ||
          !server.variables.isKnown ||
          server.variables.find(name) !== null)
      );
    },
    execute: args =>
      reportFailure(args.name !== undefined && !args.interactive, async () => {
        await servers.ready;
        const { server, name } = meant(args) ?? {};
        if (server === undefined || name === undefined) {
          throw new Error(
            args.server === undefined
              ? trans.__('Name a variable of a connected server.')
              : trans.__(
                  'No server called “%1” is configured.',
                  String(args.server)
                )
          );
        }
        if (!args.restored && !(await isListed(server, name))) {
          throw new Error(
            trans.__(
              '%1 has no variable %2. Run the code that makes it.',
              server.config.name,
              name
            )
          );
        }
        await open(server, name, {
          split: args.split === true,
          activate: args.activate !== false,
          viewState: toViewState(args.view)
        });
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...variableArgs,
          split: {
            type: 'boolean',
            description: trans.__('Put a new tab beside the others')
          },
          activate: {
            type: 'boolean',
            description: trans.__('Whether to go to the tab; true by default')
          },
          view: {
            type: 'object',
            description: trans.__('How a new tab shows a table'),
            properties: {
              sorts: {
                type: 'array',
                description: trans.__(
                  'The columns to sort by, the first one first'
                ),
                items: {
                  type: 'object',
                  properties: {
                    column: { type: 'string' },
                    isDescending: { type: 'boolean' }
                  }
                }
              },
              filters: {
                type: 'object',
                description: trans.__(
                  'The text of a quick filter, by the name of its column'
                )
              },
              grid: {
                type: 'object',
                description: trans.__('Other parts of a saved view')
              }
            }
          },
          clicked: {
            type: 'boolean',
            description: trans.__('Open the row that was right-clicked')
          },
          interactive: {
            type: 'boolean',
            description: trans.__('Show a failure to the user')
          },
          restored: {
            type: 'boolean',
            description: trans.__('Open the tab of an earlier page')
          }
        }
      }
    }
  });
  commands.addCommand(CommandIDs.deleteVariable, {
    label: trans.__('Delete Variable'),
    caption: args => {
      const { server, name } = meant(args) ?? {};
      return server && name !== undefined
        ? trans.__('Delete %1 from %2', name, server.config.name)
        : trans.__('Delete a variable of a Deephaven server');
    },
    icon: deleteIcon,
    isEnabled: args => {
      const { server, name } = meant(args) ?? {};
      return name !== undefined && server?.variables.find(name) != null;
    },
    execute: args => {
      const isExplicit = args.name !== undefined && !args.interactive;
      return reportFailure(isExplicit, async () => {
        const { server, name } = meant(args) ?? {};
        if (server === undefined || name === undefined) {
          throw new Error(trans.__('Name a variable of a connected server.'));
        }
        const canUndo = server.connection?.plugin.kind === 'ours';
        if (!isExplicit && !canUndo && !(await isSure(name, trans))) {
          return;
        }
        const undo = await server.variables.remove(name);
        if (!isExplicit && undo) {
          offerUndo(
            trans.__('“%1” was deleted.', name),
            trans.__('Bring it back'),
            undo,
            trans
          );
        }
      });
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...variableArgs,
          clicked: {
            type: 'boolean',
            description: trans.__('Delete the row that was right-clicked')
          },
          interactive: {
            type: 'boolean',
            description: trans.__('Show a failure, and offer to undo it')
          }
        }
      }
    }
  });
  const record = () => {
    commands.notifyCommandChanged(CommandIDs.openVariable);
    commands.notifyCommandChanged(CommandIDs.deleteVariable);
  };
  const followed = new WeakSet<IDeephavenServer>();
  const follow = () => {
    for (const server of servers.servers) {
      if (!followed.has(server)) {
        followed.add(server);
        server.variables.changed.connect(record);
      }
    }
    record();
  };
  servers.changed.connect(follow);
  follow();
}

/** Ask whether to delete what cannot be brought back. */
async function isSure(
  name: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Delete Variable'),
    body: trans.__('Delete “%1”? This cannot be undone.', name),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Delete') })
    ]
  });
  return button.accept;
}

/**
 * Whether a server has a variable, or may have it. The server lists what a run
 * made a moment after the run's end.
 */
async function isListed(
  { variables }: IDeephavenServer,
  name: string
): Promise<boolean> {
  const known = () => !variables.isKnown || variables.find(name) !== null;
  const listed = new PromiseDelegate<void>();
  const look = () => known() && listed.resolve();
  variables.changed.connect(look);
  const timer = setTimeout(() => listed.resolve(), LIST_DELAY);
  try {
    look();
    await listed.promise;
    return known();
  } finally {
    clearTimeout(timer);
    variables.changed.disconnect(look);
  }
}
