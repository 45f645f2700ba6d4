/**
 * Python that connects to a server with `pydeephaven`, for notebooks and
 * scripts.
 */
import { pythonString } from '../protocol/worker';
import type { AuthKind, IServerConfig } from '../tokens';

/** The handler of pre-shared keys, as `pydeephaven` has to name it. */
const PSK_HANDLER = 'io.deephaven.authentication.psk.PskAuthenticationHandler';

/** What the code is for. */
export interface IClientCode {
  readonly config: IServerConfig;
  /** How to sign in: `anonymous`, `psk`, `password`, or a handler's class. */
  readonly kind: AuthKind;
  /** Top-level names that are served there. */
  readonly names: readonly string[];
}

/**
 * The code. No key is in it: it takes keys from environment variables, or
 * asks.
 */
export function clientCode({ config, kind, names }: IClientCode): string {
  const { hostname, port, protocol } = new URL(config.url);
  const isSecure = protocol === 'https:';
  const { imports, lines } = signingIn(kind, config.name);
  return [
    '# pip install pydeephaven',
    ...imports,
    ...(imports.length > 0 ? [''] : []),
    'from pydeephaven import Session',
    '',
    'session = Session(',
    // An IPv6 address is in brackets in URLs only.
    `    host=${pythonString(hostname.replace(/^\[|\]$/g, ''))},`,
    `    port=${port || (isSecure ? 443 : 80)},`,
    ...(isSecure ? ['    use_tls=True,'] : []),
    ...lines.map(line => `    ${line}`),
    ')',
    ...(names.length === 0
      ? []
      : [
          '',
          '# It runs in the worker, which imports what JupyterLab serves there.',
          `session.run_script(${pythonString(`import ${names.join(', ')}`)})`
        ]),
    ''
  ].join('\n');
}

/** What to import for signing in, and the arguments. */
function signingIn(
  kind: AuthKind,
  server: string
): { imports: string[]; lines: string[] } {
  const secret = (variable: string, what: string) =>
    `os.environ.get("${variable}") or getpass(${pythonString(`${what} of ${server}: `)})`;
  const imports = ['import os', 'from getpass import getpass'];
  switch (kind) {
    case 'anonymous':
      return { imports: [], lines: ['auth_type="Anonymous",'] };
    case 'password':
      return {
        imports,
        lines: [
          'auth_type="Basic",',
          'auth_token=":".join(',
          '    [',
          `        os.environ.get("DEEPHAVEN_USER") or input(${pythonString(`User of ${server}: `)}),`,
          `        ${secret('DEEPHAVEN_PASSWORD', 'Password')},`,
          '    ]',
          '),'
        ]
      };
    default:
      return {
        imports,
        lines: [
          `auth_type=${pythonString(kind === 'psk' ? PSK_HANDLER : kind)},`,
          `auth_token=${secret(
            kind === 'psk' ? 'DEEPHAVEN_PSK' : 'DEEPHAVEN_TOKEN',
            kind === 'psk' ? 'Key' : 'Token'
          )},`
        ]
      };
  }
}
