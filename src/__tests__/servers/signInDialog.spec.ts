import { nullTranslator } from '@jupyterlab/translation';

import { askCredentials } from '../../servers/signInDialog';
import type { IDeephavenServer, RouteKind } from '../../tokens';
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
  options: { route?: RouteKind; isRemembered?: boolean } = {}
): Promise<IForm> {
  await askCredentials(
    server,
    {
      kinds,
      problem: null,
      route: options.route ?? 'direct',
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
