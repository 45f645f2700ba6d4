import { StateDB } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';

import { DocumentServers } from '../../servers/documents/documentServers';

/** Contents whose files a test renames and deletes. */
function filesOf() {
  const owner = {};
  const fileChanged = new Signal<
    object,
    { type: string; oldValue: object | null; newValue: object | null }
  >(owner);
  return {
    contents: { fileChanged } as never,
    move: (before: string, after: string | null) =>
      fileChanged.emit({
        type: after === null ? 'delete' : 'rename',
        oldValue: { path: before },
        newValue: after === null ? null : { path: after }
      })
  };
}

describe('the servers of documents', () => {
  it('are there after a reload', async () => {
    const state = new StateDB();
    const before = new DocumentServers(state, null);
    await before.pick('a.py', 'Demo');
    await before.pick('b.py', 'Demo');
    await before.pick('b.py', null);
    const after = new DocumentServers(state, null);
    await after.ready;
    expect(after.of('a.py')).toBe('Demo');
    expect(after.of('b.py')).toBeNull();
  });

  it('go with documents that are renamed, with their folder too', async () => {
    const { contents, move } = filesOf();
    const servers = new DocumentServers(null, contents);
    await servers.pick('pkg/a.py', 'Demo');
    move('pkg', 'lib');
    expect(servers.of('pkg/a.py')).toBeNull();
    expect(servers.of('lib/a.py')).toBe('Demo');
    move('li', 'other');
    expect(servers.of('lib/a.py')).toBe('Demo');
    move('lib/a.py', null);
    expect(servers.of('lib/a.py')).toBeNull();
  });

  it('follow a server that gets another name', async () => {
    const servers = new DocumentServers(null, null);
    const changed = jest.fn();
    servers.changed.connect(changed);
    await servers.pick('a.py', 'Demo');
    await servers.pick('b.py', 'Other');
    await servers.rename('Demo', 'Main');
    expect(servers.of('a.py')).toBe('Main');
    expect(servers.of('b.py')).toBe('Other');
    expect(changed).toHaveBeenCalled();
  });

  it('are fewer than any number of documents', async () => {
    const state = new StateDB();
    const servers = new DocumentServers(state, null);
    for (let i = 0; i < 510; i += 1) {
      await servers.pick(`${i}.py`, 'Demo');
    }
    const after = new DocumentServers(state, null);
    await after.ready;
    expect(after.of('0.py')).toBeNull();
    expect(after.of('509.py')).toBe('Demo');
  });
});
