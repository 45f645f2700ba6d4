import { clientCode } from '../../notebook/clientCode';
import { askPython } from '../helpers/python';

/** What a run of the code did, with a `pydeephaven` that only notes. */
interface IRan {
  session: Record<string, unknown>;
  scripts: string[];
  asked: string[];
}

const RUN = `
import builtins, getpass, os, types
def run(code, environ):
    asked, sessions, scripts = [], [], []
    class Session:
        def __init__(self, **options):
            sessions.append(options)
        def run_script(self, script):
            compile(script, "script", "exec")
            scripts.append(script)
    sys.modules["pydeephaven"] = types.SimpleNamespace(Session=Session)
    os.environ.clear()
    os.environ.update(environ)
    def ask(prompt):
        asked.append(prompt)
        return "typed"
    getpass.getpass = builtins.input = ask
    exec(compile(code, "cell", "exec"), {})
    return {"session": sessions[0], "scripts": scripts, "asked": asked}
answer = [run(*args) for args in data]
`;

const ran = (
  code: Parameters<typeof clientCode>[0],
  environ: Record<string, string> = {}
) => askPython<IRan[]>(RUN, [[clientCode(code), environ]])[0];

const config = { name: 'Demo', url: 'http://localhost:10000', auth: 'auto' };

it('of a server with a key asks for it, or takes it from the environment', () => {
  const code = { config, kind: 'psk', names: ['market', 'größe'] };
  const expected = {
    host: 'localhost',
    port: 10000,
    auth_type: 'io.deephaven.authentication.psk.PskAuthenticationHandler'
  };
  expect(ran(code)).toEqual({
    session: { ...expected, auth_token: 'typed' },
    scripts: ['import market, größe'],
    asked: ['Key of Demo: ']
  });
  expect(ran(code, { DEEPHAVEN_PSK: 'k' })).toMatchObject({
    session: { ...expected, auth_token: 'k' },
    asked: []
  });
});

it('of a server with passwords asks for both', () => {
  const code = { config, kind: 'password', names: [] };
  expect(ran(code)).toEqual({
    session: {
      host: 'localhost',
      port: 10000,
      auth_type: 'Basic',
      auth_token: 'typed:typed'
    },
    scripts: [],
    asked: ['User of Demo: ', 'Password of Demo: ']
  });
  const environ = { DEEPHAVEN_USER: 'u', DEEPHAVEN_PASSWORD: 'p:w' };
  expect(ran(code, environ).session.auth_token).toBe('u:p:w');
});

it('of a server for everybody asks for nothing', () => {
  const { asked, session } = ran({ config, kind: 'anonymous', names: [] });
  expect(session).toEqual({
    host: 'localhost',
    port: 10000,
    auth_type: 'Anonymous'
  });
  expect(asked).toEqual([]);
});

it('of a server with a handler of its own asks for what that takes', () => {
  const { asked, session } = ran({ config, kind: 'com.acme.Auth', names: [] });
  expect(session).toMatchObject({
    auth_type: 'com.acme.Auth',
    auth_token: 'typed'
  });
  expect(asked).toEqual(['Token of Demo: ']);
});

it.each([
  [
    'https://dh.example.com',
    { host: 'dh.example.com', port: 443, use_tls: true }
  ],
  ['https://dh.example.com:8443', { port: 8443, use_tls: true }],
  ['http://dh.example.com', { host: 'dh.example.com', port: 80 }],
  ['http://[::1]:10000', { host: '::1', port: 10000 }]
])('connects to %p', (url, options) => {
  const { session } = ran({
    config: { ...config, url },
    kind: 'anonymous',
    names: []
  });
  expect(session).toMatchObject(options);
  expect('use_tls' in session).toBe(url.startsWith('https:'));
});

it('nothing named becomes code', () => {
  const name = 'x"); import os; os._exit(1); ("\n#';
  const { asked } = ran({
    config: { ...config, name },
    kind: 'psk',
    names: []
  });
  expect(asked).toEqual([`Key of ${name}: `]);
});
