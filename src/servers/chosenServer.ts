/**
 * Which server a command is about: the one that it names, or that is clicked
 * on, or that the user chooses.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import type { IDeephavenServer, IDeephavenServers } from '../tokens';

/** The attribute that names a row's server, for the context menu. */
export const SERVER_NAME_ATTRIBUTE = 'jpDeephavenServer';

/** Arguments of a command. */
export type Args = ReadonlyPartialJSONObject;

/** Finds out which server is meant. */
export class ServerChoice {
  constructor(
    app: JupyterFrontEnd,
    servers: IDeephavenServers,
    trans: TranslationBundle
  ) {
    this._app = app;
    this._servers = servers;
    this._trans = trans;
    this.args = {
      server: {
        type: 'string',
        description: trans.__('The name or URL of a configured server')
      },
      clicked: {
        type: 'boolean',
        description: trans.__('Act on the row that was right-clicked')
      }
    };
  }

  /** What describes the arguments that are looked at. */
  readonly args: ReadonlyJSONObject;

  /** The server that a command names, or whose row was right-clicked. */
  named(args: Args): IDeephavenServer | null {
    const name = args.clicked
      ? this._app.contextMenuHitTest(
          node => node.dataset[SERVER_NAME_ATTRIBUTE] !== undefined
        )?.dataset[SERVER_NAME_ATTRIBUTE]
      : args.server;
    return typeof name === 'string' ? this._servers.find(name) : null;
  }

  /**
   * The same; where none is named, the user chooses.
   *
   * @param candidates - gives those to choose from, when the servers are known.
   * @param title - the question.
   * @returns null when the user cancels.
   */
  async choose(
    args: Args,
    candidates: () => readonly IDeephavenServer[],
    title: string
  ): Promise<IDeephavenServer | null> {
    await this._servers.ready;
    const server = this.named(args);
    if (server) {
      return server;
    }
    if (args.server !== undefined) {
      throw new Error(
        this._trans.__(
          'No server called “%1” is configured.',
          String(args.server)
        )
      );
    }
    const offered = candidates();
    if (offered.length === 0) {
      throw new Error(this._trans.__('There is no such server.'));
    }
    if (offered.length === 1) {
      return offered[0];
    }
    const answer = await InputDialog.getItem({
      title,
      items: offered.map(({ config }) => config.name)
    });
    return answer.button.accept && answer.value !== null
      ? this._servers.find(answer.value)
      : null;
  }

  private _app: JupyterFrontEnd;
  private _servers: IDeephavenServers;
  private _trans: TranslationBundle;
}
