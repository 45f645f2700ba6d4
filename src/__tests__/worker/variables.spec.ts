import type { dh } from '@deephaven/jsapi-types';
import { signalToPromise } from '@jupyterlab/coreutils';
import { nullTranslator } from '@jupyterlab/translation';

import type { DeephavenApi } from '../../connection/api';
import type { IVariableDetail } from '../../protocol/sessionVariables';
import { PLUGIN_OBJECT_TYPE } from '../../protocol/worker';
import type { SessionVariables } from '../../worker/sessionVariables';
import { Variables } from '../../worker/variables';

type Changes = Partial<Record<'created' | 'updated' | 'removed', object[]>>;

/** A session whose variables a test changes. */
function session() {
  const listeners = new Set<(changes: Changes) => void>();
  const getObject = jest.fn(
    async ({ name }: { name: string }) => `got ${name}`
  );
  const runCode = jest.fn(async () => ({}));
  const fake = {
    getObject,
    runCode,
    subscribeToFieldUpdates: (listener: (changes: Changes) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
  return {
    session: fake as unknown as dh.IdeSession,
    getObject,
    runCode,
    listeners,
    tell: (changes: Changes) => listeners.forEach(listener => listener(changes))
  };
}

const API = {} as DeephavenApi;
const variable = (title: string, type: string) => ({ title, type });
const table = (title: string) => variable(title, 'Table');
const create = () => new Variables(nullTranslator.load('test'));

const SHAPE = { kind: 'table', type: 'T', columns: 2 } as const;

function source(session: dh.IdeSession, told: SessionVariables | null = null) {
  return { api: API, session, told };
}

/** A plugin whose variables a test changes. */
class Plugin {
  details = new Map<string, IVariableDetail>();

  async list() {
    return new Map(this.details);
  }

  async remove(name: string) {
    const { details } = this;
    this.details = new Map([...details].filter(([other]) => other !== name));
    return async () => {
      this.details = details;
    };
  }
}

/** Variables that a plugin tells of. */
function attached() {
  const variables = create();
  const plugin = new Plugin();
  const { session: of, tell } = session();
  variables.attach(source(of, plugin as unknown as SessionVariables));
  const changed = async (name: string) => {
    while (!variables.find(name)) {
      await signalToPromise(variables.changed);
    }
  };
  return { changed, plugin, tell, variables };
}

describe('Variables', () => {
  it('lists what is there, by name, without what is private', () => {
    const variables = create();
    const { session: attached, tell } = session();
    variables.attach(source(attached));
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
    variables.attach(source(attached));
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
    variables.attach(source(first.session));
    first.tell({ created: [table('a')] });
    const { revision } = variables.find('a')!;
    variables.detach();
    expect(first.listeners.size).toBe(0);
    expect(variables.list).toEqual([]);
    expect(variables.isKnown).toBe(false);
    const second = session();
    variables.attach(source(second.session));
    second.tell({ created: [table('a')] });
    expect(variables.find('a')!.revision).not.toBe(revision);
  });

  it('joins what Deephaven shows with what the plugin tells', async () => {
    const { changed, plugin, tell, variables } = attached();
    plugin.details = new Map<string, IVariableDetail>([
      ['prices', { ...SHAPE, rows: 3 }],
      ['early', SHAPE],
      ['limits', { kind: 'value', type: 'dict', length: 1, text: '{1: 2}' }]
    ]);
    tell({ created: [table('prices')] });
    await changed('limits');
    // A table that Deephaven has not told of yet cannot be opened.
    expect(variables.list).toMatchObject([
      { name: 'limits', type: 'dict', isExported: false },
      {
        name: 'prices',
        type: 'Table',
        isExported: true,
        detail: { rows: 3, columns: 2 }
      }
    ]);
  });

  it('takes any value for set after a run, and only others at other times', async () => {
    const { plugin, variables } = attached();
    plugin.details = new Map([['a', { kind: 'object', type: 'Order' }]]);
    await variables.recordRun();
    const { revision } = variables.find('a')!;
    await variables.refresh();
    expect(variables.find('a')!.revision).toBe(revision);
    await variables.recordRun();
    expect(variables.find('a')!.revision).not.toBe(revision);
    plugin.details = new Map();
    await variables.refresh();
    expect(variables.find('a')).toBeNull();
  });

  it('asks again what was asked while it was being told', async () => {
    const { plugin, variables } = attached();
    await variables.refresh();
    const first = variables.refresh();
    plugin.details = new Map([['a', { kind: 'value', type: 'int' }]]);
    await variables.recordRun();
    await first;
    expect(variables.find('a')).not.toBeNull();
  });

  it('deletes by the plugin, which can bring it back', async () => {
    const { plugin, variables } = attached();
    plugin.details = new Map([['a', { kind: 'value', type: 'int' }]]);
    await variables.refresh();
    const undo = await variables.remove('a');
    expect(variables.find('a')).toBeNull();
    await undo!();
    expect(variables.find('a')).not.toBeNull();
    await expect(variables.remove('b')).rejects.toThrow(
      'There is no variable b'
    );
  });

  it('deletes without the plugin for good', async () => {
    const variables = create();
    const { runCode, session: of, tell } = session();
    variables.attach({ api: API, session: of, told: null });
    tell({ created: [table('it"s')] });
    expect(await variables.remove('it"s')).toBeNull();
    expect(runCode).toHaveBeenCalledWith('del globals()["it\\"s"]');
  });

  it('asks the server for nothing that is not there', async () => {
    const variables = create();
    const { getObject, session: attached, tell } = session();
    variables.attach(source(attached));
    tell({ created: [table('a')] });
    const a = variables.find('a')!;
    expect(await variables.fetch(a)).toEqual({ api: API, object: 'got a' });
    tell({ removed: [table('a')] });
    await expect(variables.fetch(a)).rejects.toThrow('There is no variable a');
    expect(getObject).toHaveBeenCalledTimes(1);
  });
});
