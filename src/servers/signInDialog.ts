/**
 * The form that asks for credentials.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  AuthKind,
  ICredentials,
  IDeephavenServer,
  RouteKind
} from '../tokens';
import type { IField } from '../ui/formDialog';
import { askForm } from '../ui/formDialog';

/** What to ask for, and what becomes of the answer. */
export interface IQuestion {
  /** What the server takes, at least one. */
  readonly kinds: readonly AuthKind[];
  /** Why the last try failed. */
  readonly problem: string | null;
  /** The way that the answer will be sent. */
  readonly route: RouteKind;
  /** The answer that was refused; null the first time. */
  readonly last: ICredentials | null;
  /** Whether something remembers the answer. */
  readonly isRemembered: boolean;
}

/**
 * Ask what to sign in with.
 *
 * @returns null when the user cancels.
 */
export async function askCredentials(
  server: IDeephavenServer,
  { kinds, problem, route, last, isRemembered }: IQuestion,
  trans: TranslationBundle
): Promise<ICredentials | null> {
  const { name, url } = server.config;
  const values = await askForm({
    title: trans.__('Connect to “%1”', name),
    intro:
      route === 'jupyter'
        ? trans.__(
            'Sign in at %1, as the Jupyter server reaches it: what you enter goes through that server.',
            url
          )
        : trans.__('Sign in at %1, from this browser.', url),
    problem,
    accept: trans.__('Connect'),
    cancel: trans.__('Cancel'),
    show: trans.__('Show'),
    fields: fields(kinds, isRemembered, trans).map(field => ({
      ...field,
      value: last ? lastValue(field.name, last) : undefined
    }))
  });
  if (values === null) {
    return null;
  }
  const type = values.type || kinds[0];
  switch (type) {
    case 'anonymous':
      return { type };
    case 'psk':
      return { type, token: values.key.trim() };
    case 'password':
      return { type, username: values.username, password: values.password };
    default:
      return { type, username: values.handlerUser, token: values.token };
  }
}

/** What was entered in a field, to be corrected. */
function lastValue(
  name: string,
  { type, ...values }: ICredentials
): string | undefined {
  const { password, token, username } = values as Record<string, string>;
  const entered: Record<string, string | undefined> = {
    type,
    key: token,
    username,
    password,
    handlerUser: username,
    token
  };
  return entered[name];
}

function fields(
  kinds: readonly AuthKind[],
  isRemembered: boolean,
  trans: TranslationBundle
): IField[] {
  const keeping = isRemembered
    ? trans.__('Stored in JupyterLab’s secrets manager.')
    : trans.__('Forgotten when you close this page.');
  const titles: Record<string, string> = {
    anonymous: trans.__('Anonymous'),
    psk: trans.__('Key'),
    password: trans.__('User name and password')
  };
  const type: IField = {
    name: 'type',
    label: trans.__('Sign-in'),
    kind: 'choice',
    options: kinds.map(kind => ({
      value: kind,
      // A handler's class name, without its package.
      label: titles[kind] ?? kind.replace(/^.*\./, '')
    }))
  };
  const isChoice = kinds.length > 1;
  const all = isChoice ? [type] : [];
  const add = (kind: string, field: IField) =>
    all.push(
      isChoice ? { ...field, when: { field: type.name, value: kind } } : field
    );
  for (const kind of kinds) {
    switch (kind) {
      case 'anonymous':
        break;
      case 'psk':
        add(kind, {
          name: 'key',
          label: trans.__('Key'),
          kind: 'password',
          help: trans.__(
            'The server’s pre-shared key (PSK). The server prints it at startup. %1',
            keeping
          )
        });
        break;
      case 'password':
        add(kind, {
          name: 'username',
          label: trans.__('User name'),
          kind: 'text',
          autoComplete: 'username'
        });
        add(kind, {
          name: 'password',
          label: trans.__('Password'),
          kind: 'password',
          autoComplete: 'current-password',
          help: keeping
        });
        break;
      default:
        add(kind, {
          name: 'handlerUser',
          label: trans.__('User name (if the handler wants one)'),
          kind: 'text'
        });
        add(kind, {
          name: 'token',
          label: trans.__('Token or password'),
          kind: 'password',
          help: keeping
        });
    }
  }
  return all;
}
