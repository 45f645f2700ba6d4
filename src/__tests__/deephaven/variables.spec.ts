import type { dh } from '@deephaven/jsapi-types';
import { nullTranslator } from '@jupyterlab/translation';

import type { DeephavenApi } from '../../deephaven/api';
import { Variables } from '../../deephaven/variables';
import { PLUGIN_OBJECT_TYPE } from '../../protocol/worker';

type Changes = Partial<Record<'created' | 'updated' | 'removed', object[]>>;

/** A session whose variables a test changes. */
function session() {
  const listeners = new Set<(changes: Changes) => void>();
  const getObject = jest.fn(
    async ({ name }: { name: string }) => `got ${name}`
  );
  const fake = {
    getObject,
    subscribeToFieldUpdates: (listener: (changes: Changes) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
  return {
    session: fake as unknown as dh.IdeSession,
    getObject,
    listeners,
    tell: (changes: Changes) => listeners.forEach(listener => listener(changes))
  };
}

const API = {} as DeephavenApi;
const variable = (title: string, type: string) => ({ title, type });
const table = (title: string) => variable(title, 'Table');
const create = () => new Variables(nullTranslator.load('test'));

describe('Variables', () => {
  it('lists what is there, by name, without what is private', () => {
    const variables = create();
    const { session: attached, tell } = session();
    variables.attach(API, attached);
    expect(variables.isKnown).toBe(false);
    tell({
      created: [
        table('b'),
        table('_hidden'),
        variable('plugin', PLUGIN_OBJECT_TYPE),
        table('a')
      ]
    });
    expect(variables.isKnown).toBe(true);
    expect(variables.list.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('tells new values from old ones', () => {
    const variables = create();
    const { session: attached, tell } = session();
    const changed = jest.fn();
    variables.changed.connect(changed);
    variables.attach(API, attached);
    tell({ created: [table('a')] });
    const { revision } = variables.find('a')!;
    tell({ updated: [table('a')] });
    expect(variables.find('a')!.revision).not.toBe(revision);
    tell({ removed: [table('a')], created: [variable('a', 'Figure')] });
    expect(variables.find('a')).toMatchObject({ type: 'Figure' });
    tell({ removed: [variable('a', 'Figure')] });
    expect(variables.find('a')).toBeNull();
    expect(changed).toHaveBeenCalledTimes(4);
  });

  it('has nothing when the connection ends, and other revisions after it', () => {
    const variables = create();
    const first = session();
    variables.attach(API, first.session);
    first.tell({ created: [table('a')] });
    const { revision } = variables.find('a')!;
    variables.detach();
    expect(first.listeners.size).toBe(0);
    expect(variables.list).toEqual([]);
    expect(variables.isKnown).toBe(false);
    const second = session();
    variables.attach(API, second.session);
    second.tell({ created: [table('a')] });
    expect(variables.find('a')!.revision).not.toBe(revision);
  });

  it('asks the server for nothing that is not there', async () => {
    const variables = create();
    const { getObject, session: attached, tell } = session();
    variables.attach(API, attached);
    tell({ created: [table('a')] });
    const a = variables.find('a')!;
    expect(await variables.fetch(a)).toEqual({ api: API, object: 'got a' });
    tell({ removed: [table('a')] });
    await expect(variables.fetch(a)).rejects.toThrow('There is no variable a');
    expect(getObject).toHaveBeenCalledTimes(1);
  });
});
