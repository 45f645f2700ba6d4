/**
 * What users sign in with, remembered by `jupyter-secrets-manager` where that
 * is installed.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ISecretsManager } from 'jupyter-secrets-manager';

import type { ICredentials, ICredentialStore, RouteKind } from '../../tokens';

/** A manager, and the symbol that opens our namespace of it. */
interface IOpened {
  readonly manager: ISecretsManager;
  readonly token: symbol;
}

/** Remembers credentials; nothing, where there is no secrets manager. */
export class SecretsManagerStore implements ICredentialStore {
  /**
   * @param app - the application, which may have the manager.
   * @param plugin - the id of the plugin that this is for.
   */
  constructor(app: JupyterFrontEnd, plugin: string) {
    this._namespace = plugin;
    this._opened = open(app, plugin);
  }

  async isThere(): Promise<boolean> {
    return (await this._opened) !== null;
  }

  async get(url: string, route: RouteKind): Promise<ICredentials | null> {
    const opened = await this._opened;
    const secret = await opened?.manager.get(
      opened.token,
      this._namespace,
      idOf(url, route)
    );
    return secret ? read(secret.value) : null;
  }

  async set(
    url: string,
    route: RouteKind,
    credentials: ICredentials
  ): Promise<void> {
    const opened = await this._opened;
    const namespace = this._namespace;
    const id = idOf(url, route);
    await opened?.manager.set(opened.token, namespace, id, {
      namespace,
      id,
      value: JSON.stringify(credentials)
    });
  }

  async remove(url: string, route: RouteKind): Promise<void> {
    const opened = await this._opened;
    await opened?.manager.remove(
      opened.token,
      this._namespace,
      idOf(url, route)
    );
  }

  private _namespace: string;
  private _opened: Promise<IOpened | null>;
}

/**
 * What a secret goes by. The URL alone is that of the direct way: so what was
 * remembered before there was a difference is not sent through Jupyter.
 */
function idOf(url: string, route: RouteKind): string {
  return route === 'direct' ? url : `${route} ${url}`;
}

async function open(
  app: JupyterFrontEnd,
  plugin: string
): Promise<IOpened | null> {
  let module: typeof import('jupyter-secrets-manager');
  try {
    // Shared by the extension of that name; without it, there is no such module.
    module = await import('jupyter-secrets-manager');
  } catch {
    return null;
  }
  try {
    let token: symbol | null = null;
    module.SecretsManager.sign(plugin, given => {
      token = given;
      // It is signed, not registered: the plugin runs already.
      return {
        id: plugin,
        description: 'Remembers credentials.',
        activate: () => undefined
      };
    });
    const manager = await app.resolveOptionalService(module.ISecretsManager);
    return manager && token && { manager, token };
  } catch (reason) {
    console.warn('The secrets manager cannot be used', reason);
    return null;
  }
}

/** What was remembered; null for what nobody can sign in with. */
function read(value: string): ICredentials | null {
  try {
    const credentials = JSON.parse(value);
    return typeof credentials?.type === 'string' ? credentials : null;
  } catch {
    return null;
  }
}
