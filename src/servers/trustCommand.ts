/**
 * The command that takes back what the user has agreed to for a server.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IDeephavenServers } from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { ServerChoice } from './chosenServer';
import type { Consents } from './remembered/consents';

/** Add the command to an application. */
export function addTrustCommand(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  consents: Consents,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const choice = new ServerChoice(app, servers, trans);
  const trusted = () =>
    servers.servers.filter(({ config }) => consents.has(config.url));

  commands.addCommand(CommandIDs.forgetTrust, {
    label: args =>
      args.clicked ? trans.__('Forget Trust') : trans.__('Forget Trust…'),
    caption: trans.__(
      'Disconnect, and ask again about the Jupyter server’s route and an unknown API'
    ),
    isEnabled: () => trusted().length > 0,
    isVisible: args =>
      !args.clicked || trusted().some(server => server === choice.named(args)),
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const server = await choice.choose(
          args,
          trusted,
          trans.__('Forget the trust in which server?')
        );
        if (server) {
          await server.disconnect();
          await consents.forget(server.config.url);
        }
      }),
    describedBy: { args: { type: 'object', properties: choice.args } }
  });

  servers.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.forgetTrust);
  });
}
