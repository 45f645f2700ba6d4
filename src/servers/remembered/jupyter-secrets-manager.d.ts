/**
 * What is used of `jupyter-secrets-manager`, which may not be installed: no
 * part of it is bundled, nor needed to build.
 */
declare module 'jupyter-secrets-manager' {
  import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
  import type { Token } from '@lumino/coreutils';

  /** A secret. */
  export interface ISecret {
    namespace: string;
    id: string;
    value: string;
  }

  /** Remembers secrets; each plugin's apart from the others'. */
  export interface ISecretsManager {
    get(
      token: symbol,
      namespace: string,
      id: string
    ): Promise<ISecret | undefined>;
    set(
      token: symbol,
      namespace: string,
      id: string,
      secret: ISecret
    ): Promise<unknown>;
    remove(token: symbol, namespace: string, id: string): Promise<void>;
  }

  export const ISecretsManager: Token<ISecretsManager>;

  export namespace SecretsManager {
    /** Give a plugin the symbol that opens the namespace of its id. */
    export function sign<T>(
      id: string,
      factory: (token: symbol | null) => JupyterFrontEndPlugin<T>
    ): JupyterFrontEndPlugin<T>;
  }
}
