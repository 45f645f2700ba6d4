/**
 * The commands that add, remove, connect and disconnect servers.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CancelledError } from '../deephaven/failures';
import type {
  ConnectionKind,
  ICredentials,
  IDeephavenServer,
  IDeephavenServers,
  ServerState
} from '../tokens';
import { CommandIDs } from './commandIds';
import { reportFailure } from './interactive';

/** The attribute that names a row's server, for the context menu. */
export const SERVER_NAME_ATTRIBUTE = 'jpDeephavenServer';

/** Arguments of a command. */
type Args = ReadonlyPartialJSONObject;

/** Add the commands to an application. */
export function addServerCommands(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  trans: TranslationBundle
): void {
  const { commands } = app;

  /** The server that a command names, or whose row was right-clicked. */
  const named = (args: Args): IDeephavenServer | null => {
    const name = args.clicked
      ? app.contextMenuHitTest(
          node => node.dataset[SERVER_NAME_ATTRIBUTE] !== undefined
        )?.dataset[SERVER_NAME_ATTRIBUTE]
      : args.server;
    return typeof name === 'string' ? servers.find(name) : null;
  };

  /** The same; where none is named, the user chooses. */
  const chosen = async (
    args: Args,
    candidates: readonly IDeephavenServer[],
    title: string
  ): Promise<IDeephavenServer | null> => {
    await servers.ready;
    const server = named(args);
    if (server) {
      return server;
    }
    if (args.server !== undefined) {
      throw new Error(
        trans.__('No server called “%1” is configured.', String(args.server))
      );
    }
    if (candidates.length === 0) {
      throw new Error(trans.__('There is no such server.'));
    }
    if (candidates.length === 1) {
      return candidates[0];
    }
    const answer = await InputDialog.getItem({
      title,
      items: candidates.map(({ config }) => config.name)
    });
    return answer.button.accept && answer.value !== null
      ? servers.find(answer.value)
      : null;
  };

  const isOn = (state?: ServerState) =>
    state === 'connected' || state === 'connecting' || state === 'lost';
  const connected = () => servers.servers.filter(({ state }) => isOn(state));
  const notConnected = () =>
    servers.servers.filter(({ state }) => state !== 'connected');
  const serverArg = {
    server: {
      type: 'string',
      description: trans.__('The name or URL of a configured server')
    },
    clicked: {
      type: 'boolean',
      description: trans.__('Act on the row that was right-clicked')
    }
  };

  commands.addCommand(CommandIDs.connect, {
    label: args =>
      args.clicked ? trans.__('Connect') : trans.__('Connect to Server'),
    caption: trans.__('Connect to a Deephaven server'),
    isEnabled: () => notConnected().length > 0,
    isVisible: args => !args.clicked || named(args)?.state !== 'connected',
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await chosen(
          args,
          notConnected(),
          trans.__('Connect to which server?')
        );
        if (
          server &&
          !(await servers.connect(
            server,
            args.credentials as unknown as ICredentials | undefined
          )) &&
          args.server !== undefined
        ) {
          throw new CancelledError(trans.__('Connecting was cancelled.'));
        }
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...serverArg,
          credentials: {
            type: 'object',
            description: trans.__(
              'What to sign in with; by default what is known from before, else a form asks'
            ),
            required: ['type'],
            properties: {
              type: {
                type: 'string',
                description: trans.__(
                  'anonymous, psk, password, or the class name of an authentication handler'
                )
              },
              token: { type: 'string' },
              username: { type: 'string' },
              password: { type: 'string' }
            }
          }
        }
      }
    }
  });

  commands.addCommand(CommandIDs.disconnect, {
    label: args =>
      args.clicked
        ? trans.__('Disconnect')
        : trans.__('Disconnect from Server'),
    caption: trans.__('Disconnect from a Deephaven server'),
    isEnabled: () => connected().length > 0,
    isVisible: args => !args.clicked || isOn(named(args)?.state),
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await chosen(
          args,
          connected(),
          trans.__('Disconnect from which server?')
        );
        await server?.disconnect();
      }),
    describedBy: { args: { type: 'object', properties: serverArg } }
  });

  const ask = async () => {
    const { askServer } = await import('../widgets/serverDialog');
    return askServer(servers, trans);
  };

  commands.addCommand(CommandIDs.addServer, {
    label: trans.__('Add Server…'),
    caption: trans.__('Add a Deephaven server'),
    execute: args =>
      reportFailure(args.url !== undefined, async () => {
        const config =
          args.url !== undefined
            ? {
                name: String(args.name ?? ''),
                url: String(args.url),
                auth: String(args.auth ?? 'auto'),
                connection: args.connection as ConnectionKind | undefined
              }
            : await ask();
        if (!config) {
          return undefined;
        }
        const server = await servers.add(config);
        if (args.url === undefined) {
          // Who has just added a server wants to use it. A failure shows in
          // the sidebar.
          await servers.connect(server).catch(() => undefined);
        }
        return server.config.name;
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          name: {
            type: 'string',
            description: trans.__('What to call it; by default its host')
          },
          url: {
            type: 'string',
            description: trans.__('Its URL; by default a form asks')
          },
          auth: {
            type: 'string',
            description: trans.__(
              'auto, anonymous, psk, password, or the class name of an authentication handler'
            )
          },
          connection: {
            type: 'string',
            enum: ['auto', 'direct', 'jupyter'],
            description: trans.__(
              'direct, jupyter (through the Jupyter server), or auto, whichever works'
            )
          }
        }
      }
    }
  });

  const isExplicit = (args: Args) =>
    args.server !== undefined && args.interactive !== true;

  commands.addCommand(CommandIDs.removeServer, {
    label: args =>
      args.clicked ? trans.__('Remove…') : trans.__('Remove Server…'),
    caption: trans.__('Disconnect a Deephaven server and forget it'),
    isEnabled: () => servers.servers.length > 0,
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const server = await chosen(
          args,
          servers.servers,
          trans.__('Remove which server?')
        );
        if (!server) {
          return;
        }
        if (!isExplicit(args) && !(await confirmed(server))) {
          return;
        }
        await servers.remove(server);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...serverArg,
          interactive: {
            type: 'boolean',
            description: trans.__(
              'Whether to ask the user first, also with an explicit server'
            )
          }
        }
      }
    }
  });

  const confirmed = async (server: IDeephavenServer): Promise<boolean> => {
    const { name, url } = server.config;
    const answer = await showDialog({
      title: trans.__('Remove “%1”?', name),
      body: trans.__(
        'JupyterLab disconnects from %1 and forgets it. The server itself goes on running.',
        url
      ),
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Remove') })
      ]
    });
    return answer.button.accept;
  };

  servers.changed.connect(() => {
    for (const id of [
      CommandIDs.connect,
      CommandIDs.disconnect,
      CommandIDs.removeServer
    ]) {
      commands.notifyCommandChanged(id);
    }
  });
}
