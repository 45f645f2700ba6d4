import { nullTranslator } from '@jupyterlab/translation';

import { askCredentials } from '../../servers/signInDialog';
import type { ICredentials, IDeephavenServer, RouteKind } from '../../tokens';
import type { IForm } from '../../ui/formDialog';

const mockAsk = jest.fn<Promise<null>, [IForm]>(async () => null);

jest.mock('../../ui/formDialog', () => ({
  askForm: (form: IForm) => mockAsk(form)
}));

const server = {
  config: { name: 'S', url: 'http://s' }
} as IDeephavenServer;

/** The form that is shown. */
async function form(
  kinds: string[],
  options: {
    route?: RouteKind;
    isRemembered?: boolean;
    last?: ICredentials;
  } = {}
): Promise<IForm> {
  await askCredentials(
    server,
    {
      kinds,
      problem: null,
      route: options.route ?? 'direct',
      last: options.last ?? null,
      isRemembered: options.isRemembered ?? false
    },
    nullTranslator.load('test')
  );
  return mockAsk.mock.lastCall![0];
}

it.each(['psk', 'password', 'com.example.Handler'])(
  'the form says how long a secret is kept: %s',
  async kind => {
    const help = async (isRemembered: boolean) =>
      (await form([kind], { isRemembered })).fields.find(
        field => field.kind === 'password'
      )?.help;
    expect(await help(false)).toMatch(/Forgotten when you close this page\.$/);
    expect(await help(true)).toMatch(/secrets manager/);
    expect(await help(true)).not.toMatch(/until this page is closed/);
  }
);

it.each<[RouteKind, RegExp]>([
  ['direct', /http:\/\/s, from this browser/],
  ['jupyter', /http:\/\/s, .*through that server/]
])('the form says which way it sends: %s', async (route, words) => {
  expect((await form(['psk'], { route })).intro).toMatch(words);
});

it.each<[ICredentials, Record<string, string>]>([
  [
    { type: 'psk', token: 'wrong' },
    { type: 'psk', key: 'wrong' }
  ],
  [
    { type: 'password', username: 'me', password: 'wrong' },
    { type: 'password', username: 'me', password: 'wrong' }
  ],
  [
    { type: 'com.example.Handler', username: 'me', token: 'wrong' },
    { type: 'com.example.Handler', handlerUser: 'me', token: 'wrong' }
  ]
])('what was refused stays in the form: %j', async (last, values) => {
  const kinds = ['psk', 'password', 'com.example.Handler'];
  const { fields } = await form(kinds, { last });
  const entered = Object.fromEntries(
    fields.map(({ name, value }) => [name, value])
  );
  expect(entered).toMatchObject(values);
});
