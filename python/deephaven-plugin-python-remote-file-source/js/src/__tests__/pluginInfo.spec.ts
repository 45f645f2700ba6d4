import { describe, expect, it } from 'vitest';

import { infoRequest, readAnswer, RefusedError } from '../pluginInfo';
import { message } from './answers';

/** The example of docs/protocol.md. */
const RESULT = {
  full_names: ['market'],
  clients: [
    {
      client: '2f1d8a3e...',
      connected: true,
      foreground: ['market'],
      standing: [],
      displaced: [],
      revision: 2,
      modules: 4,
      fetched: [
        { name: 'market', ms: 0.0, outcome: 'store' },
        { name: 'market.reports.daily', ms: 12.5, outcome: 'fetched' }
      ]
    }
  ]
};

describe('infoRequest', () => {
  it('asks for details, and nothing else', () => {
    expect(JSON.parse(infoRequest('s6'))).toEqual({
      jsonrpc: '2.0',
      id: 's6',
      method: 'request_plugin_info',
      params: { details: true }
    });
  });
});

describe('readAnswer', () => {
  it('reads details', () => {
    expect(readAnswer(message('s6', RESULT), 's6')).toEqual({
      fullNames: ['market'],
      clients: [
        {
          id: '2f1d8a3e...',
          isConnected: true,
          foreground: ['market'],
          standing: [],
          displaced: [],
          revision: 2,
          modules: 4,
          fetched: RESULT.clients[0].fetched
        }
      ]
    });
  });

  it('reads the answer of the published plugin, which has names only', () => {
    const answer = message('1', { full_names: ['b', 'a'] });
    expect(readAnswer(answer, '1')).toEqual({
      fullNames: ['b', 'a'],
      clients: null
    });
  });

  it.each([
    message('other', RESULT),
    '{"jsonrpc": "2.0", "id": "s6", "method": "fetch_module"}',
    'no JSON',
    '',
    'null',
    '[]'
  ])('passes over %s', text => {
    expect(readAnswer(text, 's6')).toBeNull();
  });

  it('throws the server plugin’s error', () => {
    const answer = JSON.stringify({
      jsonrpc: '2.0',
      id: '1',
      error: { code: -32601, message: 'No such method' }
    });
    expect(() => readAnswer(answer, '1')).toThrow(RefusedError);
    expect(() => readAnswer(answer, '1')).toThrow('No such method');
  });

  it.each([
    null,
    [],
    {},
    { full_names: 'market' },
    { full_names: [1] },
    { full_names: [], clients: {} },
    { full_names: [], clients: [null] },
    ...Object.keys(RESULT.clients[0])
      .filter(name => name !== 'connected')
      .map(name => ({
        full_names: [],
        clients: [{ ...RESULT.clients[0], [name]: { x: 1 } }]
      })),
    {
      full_names: [],
      clients: [{ ...RESULT.clients[0], fetched: [{ name: 'a' }] }]
    }
  ])('throws at %j', result => {
    expect(() => readAnswer(message('1', result), '1')).toThrow(TypeError);
  });
});
