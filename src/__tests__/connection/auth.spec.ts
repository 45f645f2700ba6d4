import type { dh } from '@deephaven/jsapi-types';

import { loginOptions, offeredKinds } from '../../connection/auth';
import { FakeDeephaven } from '../helpers/fakeDeephaven';

const ANONYMOUS = 'io.deephaven.auth.AnonymousAuthenticationHandler';
const PSK = 'io.deephaven.authentication.psk.PskAuthenticationHandler';
const BASIC = 'io.deephaven.auth.BasicAuthAuthenticationHandler';
const OTHER = 'com.example.TokenHandler';

function kinds(values: string[][]): Promise<string[]> {
  const client = { getAuthConfigValues: async () => values };
  return offeredKinds(client as unknown as dh.CoreClient);
}

describe('offeredKinds', () => {
  it.each([
    [
      [OTHER, BASIC, PSK, ANONYMOUS],
      ['anonymous', 'psk', 'password', OTHER]
    ],
    [
      [ANONYMOUS, PSK],
      ['anonymous', 'psk']
    ],
    [
      [PSK, ANONYMOUS],
      ['anonymous', 'psk']
    ],
    [
      [BASIC, PSK],
      ['psk', 'password']
    ],
    [
      [OTHER, PSK],
      ['psk', OTHER]
    ],
    [
      [OTHER, 'com.example.Another'],
      [OTHER, 'com.example.Another']
    ]
  ])('of %j are %j, the least effort first', async (handlers, expected) => {
    await expect(
      kinds([['AuthHandlers', handlers.join(',')]])
    ).resolves.toEqual(expected);
  });

  it('are found among other values, and with spaces', async () => {
    await expect(
      kinds([
        ['a', 'b'],
        ['AuthHandlers', ` ${PSK} , ,${OTHER} `]
      ])
    ).resolves.toEqual(['psk', OTHER]);
  });

  it('are none where the server tells none', async () => {
    await expect(kinds([])).resolves.toEqual([]);
    await expect(kinds([['AuthHandlers', '']])).resolves.toEqual([]);
  });
});

describe('loginOptions', () => {
  it.each([
    [{ type: 'anonymous' }, { type: 'anonymous' }],
    [
      { type: 'psk', token: 'k' },
      { type: PSK, token: 'k' }
    ],
    [{ type: 'psk' }, { type: PSK, token: '' }],
    [
      { type: 'password', username: 'u', password: 'p' },
      { type: 'password', username: 'u', token: 'p' }
    ],
    [
      { type: OTHER, token: 't' },
      { type: OTHER, username: undefined, token: 't' }
    ],
    [
      { type: OTHER, username: 'u', password: 'p' },
      { type: OTHER, username: 'u', token: 'p' }
    ]
  ])('of %j are %j', async (credentials, expected) => {
    const api = await new FakeDeephaven().loadApi();
    expect(loginOptions(api, credentials)).toEqual(expected);
  });
});
