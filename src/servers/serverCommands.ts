/**
 * The commands that connect and disconnect servers, and choose the current one.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CancelledError } from '../connection/failures';
import type { ICredentials, IDeephavenServers, ServerState } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { connectIcon, disconnectIcon, runInDeephavenIcon } from '../ui/icons';
import { ServerChoice } from './chosenServer';

/** Add the commands to an application. */
export function addServerCommands(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const choice = new ServerChoice(app, servers, trans);

  const isOn = (state?: ServerState) =>
    state === 'connected' || state === 'connecting' || state === 'lost';
  const connected = () => servers.servers.filter(({ state }) => isOn(state));
  const notConnected = () =>
    servers.servers.filter(({ state }) => state !== 'connected');
  const notCurrent = () =>
    servers.servers.filter(
      server => server.state === 'connected' && server !== servers.current
    );

  commands.addCommand(CommandIDs.connect, {
    label: args =>
      args.clicked ? trans.__('Connect') : trans.__('Connect to Server'),
    icon: connectIcon,
    caption: trans.__('Connect to a Deephaven server'),
    isEnabled: () => notConnected().length > 0,
    isVisible: args =>
      !args.clicked || choice.named(args)?.state !== 'connected',
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          notConnected,
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
          ...choice.args,
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
    icon: disconnectIcon,
    caption: trans.__('Disconnect from a Deephaven server'),
    isEnabled: () => connected().length > 0,
    isVisible: args => !args.clicked || isOn(choice.named(args)?.state),
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          connected,
          trans.__('Disconnect from which server?')
        );
        await server?.disconnect();
      }),
    describedBy: { args: { type: 'object', properties: choice.args } }
  });

  commands.addCommand(CommandIDs.useServer, {
    label: args =>
      args.clicked
        ? trans.__('Use for Runs')
        : trans.__('Run Code on Another Server by Default…'),
    caption: trans.__('Make a connected Deephaven server the current one'),
    icon: runInDeephavenIcon,
    isEnabled: args => args.server !== undefined || notCurrent().length > 0,
    isVisible: args =>
      !args.clicked ||
      notCurrent().some(server => server === choice.named(args)),
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          notCurrent,
          trans.__('Run code on which server?')
        );
        if (server && server.state !== 'connected') {
          throw new Error(
            trans.__(
              '“%1” is not connected. Connect to it first.',
              server.config.name
            )
          );
        }
        if (server) {
          servers.use(server);
        }
      }),
    describedBy: { args: { type: 'object', properties: choice.args } }
  });

  servers.changed.connect(() => {
    for (const id of [
      CommandIDs.connect,
      CommandIDs.disconnect,
      CommandIDs.useServer
    ]) {
      commands.notifyCommandChanged(id);
    }
  });
}
