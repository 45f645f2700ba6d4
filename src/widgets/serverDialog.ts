/**
 * The form that asks for a server to add.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { normalizeUrl } from '../deephaven/api';
import { explainUrl } from '../deephaven/failures';
import type {
  ConnectionKind,
  IDeephavenServers,
  IServerConfig
} from '../tokens';
import { askForm } from './formDialog';

/**
 * Ask for a server.
 *
 * @returns null when the user cancels.
 */
export async function askServer(
  servers: IDeephavenServers,
  trans: TranslationBundle
): Promise<IServerConfig | null> {
  const values = await askForm({
    title: trans.__('Add a Deephaven server'),
    accept: trans.__('Add and Connect'),
    cancel: trans.__('Cancel'),
    check: ({ name, url, auth, handler }) => {
      let host: string;
      try {
        host = new URL(normalizeUrl(url)).host;
      } catch (reason) {
        return explainUrl(reason, trans);
      }
      if (auth === 'other' && handler.trim() === '') {
        return trans.__('Enter the class name of the authentication handler.');
      }
      const wanted = name.trim() || host;
      return servers.servers.some(({ config }) => config.name === wanted)
        ? trans.__('There is a server called “%1” already.', wanted)
        : null;
    },
    fields: [
      {
        name: 'url',
        label: trans.__('URL'),
        kind: 'url',
        value: 'http://localhost:10000',
        help: trans.__(
          'Where this browser, or the Jupyter server, reaches the server.'
        )
      },
      {
        name: 'name',
        label: trans.__('Name'),
        kind: 'text',
        placeholder: trans.__('The host, if left empty')
      },
      {
        name: 'auth',
        label: trans.__('Sign in by'),
        kind: 'choice',
        options: [
          { value: 'auto', label: trans.__('What the server asks for') },
          { value: 'anonymous', label: trans.__('Anonymous') },
          { value: 'psk', label: trans.__('Key') },
          { value: 'password', label: trans.__('User name and password') },
          { value: 'other', label: trans.__('Another handler') }
        ]
      },
      {
        name: 'handler',
        label: trans.__('Handler'),
        kind: 'text',
        placeholder: trans.__('for example %1', 'com.example.MyHandler'),
        help: trans.__('The class name of its authentication handler.'),
        when: { field: 'auth', value: 'other' }
      },
      {
        name: 'connection',
        label: trans.__('Connect'),
        kind: 'choice',
        options: [
          { value: 'auto', label: trans.__('Whichever way works') },
          { value: 'direct', label: trans.__('From this browser') },
          { value: 'jupyter', label: trans.__('Through the Jupyter server') }
        ]
      }
    ]
  });
  return (
    values && {
      name: values.name,
      url: values.url,
      auth: values.auth === 'other' ? values.handler.trim() : values.auth,
      connection: values.connection as ConnectionKind
    }
  );
}
