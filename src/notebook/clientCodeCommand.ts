/**
 * The command that inserts code that connects with `pydeephaven`.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { chooseServer, serverSchema } from '../runs/runCommands';
import { SERVER_NAME_ATTRIBUTE } from '../servers/chosenServer';
import type {
  AuthKind,
  IDeephavenServer,
  IDeephavenServers,
  IServedModules
} from '../tokens';
import { reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { clientCode } from './clientCode';

/** Where code can be inserted. */
export interface IClientCodeTargets {
  readonly notebooks: INotebookTracker | null;
  readonly editors: IEditorTracker | null;
}

/** Add the command to an application. */
export function addClientCodeCommand(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  served: IServedModules | null,
  targets: IClientCodeTargets,
  trans: TranslationBundle
): void {
  app.commands.addCommand(CommandIDs.insertClientCode, {
    label: args =>
      args.clicked
        ? trans.__('Insert Code for pydeephaven')
        : trans.__('Insert Code That Connects With pydeephaven'),
    caption: trans.__(
      'Insert Python that opens a session with the server, into the current notebook or file'
    ),
    isEnabled: () => servers.servers.length > 0,
    execute: args =>
      reportFailure(args.server !== undefined, async () => {
        const insert = inserter(app, targets);
        if (!insert) {
          throw new Error(
            trans.__(
              'Open the notebook or Python file that the code is for, and try again.'
            )
          );
        }
        const name = args.clicked
          ? app.contextMenuHitTest(
              node => node.dataset[SERVER_NAME_ATTRIBUTE] !== undefined
            )?.dataset[SERVER_NAME_ATTRIBUTE]
          : args.server;
        const server = await chooseServer(app, servers, name, null, trans);
        if (!server) {
          return undefined;
        }
        const { plugin } = server.connection ?? {};
        const isBackground = plugin === undefined || plugin.kind === 'ours';
        const code = clientCode({
          config: server.config,
          kind: await kindOf(server),
          names: isBackground ? (served?.names ?? []) : []
        });
        await insert(code);
        return code;
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          server: serverSchema(trans),
          clicked: {
            type: 'boolean',
            description: trans.__(
              'Connect to the server that was right-clicked'
            )
          }
        }
      }
    }
  });
  servers.changed.connect(() =>
    app.commands.notifyCommandChanged(CommandIDs.insertClientCode)
  );
}

/** How to sign in; where the settings leave it open, what the server says. */
async function kindOf(server: IDeephavenServer): Promise<AuthKind> {
  const { auth } = server.config;
  if (auth !== 'auto') {
    return auth;
  }
  // One that cannot be reached now has, most often, a key.
  const kinds = await server.authKinds().catch(() => []);
  return kinds[0] ?? 'psk';
}

/** What inserts code into the current document; null where there is none. */
function inserter(
  app: JupyterFrontEnd,
  { editors, notebooks }: IClientCodeTargets
): ((code: string) => Promise<void>) | null {
  const { currentWidget } = app.shell;
  const panel = notebooks?.find(widget => widget === currentWidget);
  if (panel) {
    return async code => {
      // Before, its cells are not those of the file.
      await panel.context.ready;
      const notebook = panel.content;
      NotebookActions.insertBelow(notebook);
      // The last line of a cell has no end.
      notebook.activeCell?.model.sharedModel.setSource(code.trimEnd());
      panel.activate();
    };
  }
  const document = editors?.find(widget => widget === currentWidget);
  const editor = document?.content.editor;
  return document && editor?.replaceSelection
    ? async code => {
        await document.context.ready;
        editor.replaceSelection?.(code);
        editor.focus();
      }
    : null;
}
