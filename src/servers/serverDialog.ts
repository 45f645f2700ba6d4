/**
 * The form that asks for a server to add, or for what to change of one.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { explainUrl, normalizeUrl } from '../connection/serverUrl';
import type {
  ConnectionKind,
  IDeephavenServer,
  IDeephavenServers,
  IServerConfig
} from '../tokens';
import { askForm } from '../ui/formDialog';
import { authOptions, isKnownAuth, OTHER_AUTH } from './signInKinds';

/**
 * Ask for a server.
 *
 * @param edited - the server to change; without one, another one is added.
 * @returns null when the user cancels.
 */
export async function askServer(
  servers: IDeephavenServers,
  trans: TranslationBundle,
  edited?: IDeephavenServer
): Promise<IServerConfig | null> {
  const before = edited?.config;
  const isOther = before && !isKnownAuth(before.auth);
  const values = await askForm({
    title: before
      ? trans.__('Edit “%1”', before.name)
      : trans.__('Add a Deephaven server'),
    intro: [
      ...(edited?.state === 'connected'
        ? [trans.__('Saving reconnects.')]
        : []),
      trans.__(
        'A server that you connect to can read the files that you serve, and gets the code that you run.'
      )
    ].join(' '),
    accept: before ? trans.__('Save') : trans.__('Add and Connect'),
    cancel: trans.__('Cancel'),
    check: ({ name, url, auth, handler }) => {
      let host: string;
      try {
        host = new URL(normalizeUrl(url)).host;
      } catch (reason) {
        return explainUrl(reason, trans);
      }
      if (auth === OTHER_AUTH && handler.trim() === '') {
        return trans.__('Enter the class name of the authentication handler.');
      }
      const wanted = name.trim() || host;
      const isTaken = servers.servers.some(
        ({ config }) => config.name === wanted && wanted !== before?.name
      );
      return isTaken
        ? trans.__('There is a server called “%1” already.', wanted)
        : null;
    },
    fields: [
      {
        name: 'url',
        label: trans.__('URL'),
        kind: 'url',
        value: before?.url ?? 'http://localhost:10000',
        help: trans.__('The address you open Deephaven with.')
      },
      {
        name: 'name',
        label: trans.__('Name'),
        kind: 'text',
        value: before?.name,
        placeholder: trans.__('Optional; defaults to the host')
      },
      {
        name: 'auth',
        label: trans.__('Sign-in'),
        kind: 'choice',
        value: isOther ? OTHER_AUTH : before?.auth,
        options: authOptions(trans)
      },
      {
        name: 'handler',
        label: trans.__('Handler'),
        kind: 'text',
        value: isOther ? before.auth : undefined,
        placeholder: trans.__('for example %1', 'com.example.MyHandler'),
        help: trans.__('The class name of its authentication handler.'),
        when: { field: 'auth', value: OTHER_AUTH }
      },
      {
        name: 'connection',
        label: trans.__('Route'),
        kind: 'choice',
        value: before?.connection,
        options: [
          { value: 'auto', label: trans.__('Automatic') },
          { value: 'direct', label: trans.__('From this browser') },
          { value: 'jupyter', label: trans.__('Through the Jupyter server') }
        ],
        help: trans.__(
          'Automatic asks you before it goes through the Jupyter server. On that route, whoever listens at the address may receive your Jupyter credentials.'
        )
      }
    ]
  });
  return (
    values && {
      name: values.name,
      url: values.url,
      auth: values.auth === OTHER_AUTH ? values.handler.trim() : values.auth,
      connection: values.connection as ConnectionKind
    }
  );
}
