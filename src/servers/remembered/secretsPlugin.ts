/**
 * Provides what remembers credentials: `jupyter-secrets-manager`, where that is
 * installed.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { ICredentialStore } from '../../tokens';
import { SecretsManagerStore } from './credentialStore';

/** The plugin. */
export const secretsPlugin: JupyterFrontEndPlugin<ICredentialStore> = {
  id: 'jupyterlab-deephaven:secrets',
  description:
    'Remembers what users sign in with, where jupyter-secrets-manager is installed.',
  autoStart: true,
  provides: ICredentialStore,
  activate: (app: JupyterFrontEnd): ICredentialStore =>
    new SecretsManagerStore(app, secretsPlugin.id)
};
