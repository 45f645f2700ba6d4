/**
 * The commands that add, edit and remove servers.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon, editIcon } from '@jupyterlab/ui-components';

import type {
  ConnectionKind,
  IDeephavenServer,
  IDeephavenServers,
  IServerConfig
} from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import type { Args } from './chosenServer';
import { ServerChoice } from './chosenServer';

/** Add the commands to an application. */
export function addServerListCommands(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const choice = new ServerChoice(app, servers, trans);

  const configArgs = {
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
  };

  const ask = async (server?: IDeephavenServer) => {
    const { askServer } = await import('./serverDialog');
    return askServer(servers, trans, server);
  };

  commands.addCommand(CommandIDs.addServer, {
    label: trans.__('Add Server…'),
    caption: trans.__('Add a Deephaven server'),
    icon: addIcon,
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
    describedBy: { args: { type: 'object', properties: configArgs } }
  });

  /** A server with another configuration, connected if it was before. */
  const edit = async (server: IDeephavenServer, config: IServerConfig) => {
    const wasOn = ['connected', 'connecting', 'lost'].includes(server.state);
    const { current } = servers;
    const edited = await servers.edit(server, config);
    if (wasOn && edited !== server) {
      // A failure shows in the sidebar.
      await servers.connect(edited).catch(() => undefined);
      // Another one than this stays the current one.
      if (current?.state === 'connected' && servers.servers.includes(current)) {
        servers.use(current);
      }
    }
    return edited;
  };

  commands.addCommand(CommandIDs.editServer, {
    label: args =>
      args.clicked ? trans.__('Edit…') : trans.__('Edit Server…'),
    caption: trans.__(
      'Change the name or URL of a Deephaven server, or how to reach it'
    ),
    icon: editIcon,
    isEnabled: () => servers.servers.length > 0,
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          () => servers.servers,
          trans.__('Edit which server?')
        );
        const config = server && (changed(server, args) ?? (await ask(server)));
        return config ? (await edit(server, config)).config.name : undefined;
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...choice.args,
          ...configArgs,
          name: {
            type: 'string',
            description: trans.__(
              'What to call it from now on; a form asks if nothing is to change'
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
    icon: closeIcon,
    isEnabled: () => servers.servers.length > 0,
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const server = await choice.choose(
          args,
          () => servers.servers,
          trans.__('Remove which server?')
        );
        if (server && (isExplicit(args) || (await confirmed(server, trans)))) {
          await servers.remove(server);
        }
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...choice.args,
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

  servers.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.editServer);
    commands.notifyCommandChanged(CommandIDs.removeServer);
  });
}

/** A server's configuration with what arguments change; null for nothing. */
function changed(
  { config }: IDeephavenServer,
  args: Args
): IServerConfig | null {
  const { auth, connection, name, url } = args;
  const changes = Object.entries({ auth, connection, name, url })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, String(value)]);
  return changes.length === 0
    ? null
    : { ...config, ...Object.fromEntries(changes) };
}

/** Ask the user whether to remove a server. */
async function confirmed(
  { config }: IDeephavenServer,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await showDialog({
    title: trans.__('Remove “%1”?', config.name),
    body: trans.__(
      'JupyterLab disconnects from %1 and forgets it. The server itself goes on running.',
      config.url
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Remove') })
    ]
  });
  return answer.button.accept;
}
