import { Signal } from '@lumino/signaling';

import { COMPLETION_DEFAULTS } from '../../completion/settings';
import type { ICompletionSettings } from '../../completion/settings';
import { asPython, Writing } from '../../completion/writing';
import { SettingsStore } from '../../ui/settingsStore';

/** An editor of Python, or of something else. */
function editorOf(source: string, mimeType = 'text/x-python') {
  return { model: { mimeType, sharedModel: { getSource: () => source } } };
}

/** One file and one notebook, with a server that is connected. */
function writing(settings: Partial<ICompletionSettings> = {}) {
  const owner = {};
  const server = {
    config: { name: 'Demo' },
    connection: {} as object | null
  };
  const file = {
    context: { path: 'pkg/__init__.py' },
    content: { editor: editorOf('a') }
  };
  const cells = ['a = 1', '%time b', 'c'].map(source => ({
    model: { type: 'code', sharedModel: { getSource: () => source } },
    editor: editorOf(source, 'text/x-ipython')
  }));
  const notebook = {
    context: { path: 'n.ipynb' },
    content: { widgets: cells, activeCell: cells[2] },
    sessionContext: {
      session: { kernel: { name: 'python3' } as object | null }
    }
  };
  const tracker = <T>(only: T) => ({
    find: (isWanted: (widget: T) => boolean) =>
      isWanted(only) ? only : undefined
  });
  const started = new Signal<object, { notebook: string | null }>(owner);
  const store = new SettingsStore<ICompletionSettings>(null, '', {
    ...COMPLETION_DEFAULTS,
    ...settings
  });
  const adapters = new Map<string, object>();
  const connections = new Map<string, { isReady: boolean }>();
  const servers = {
    current: server,
    servers: [server],
    pickedFor: (_: string): object | null => null
  };
  const found = new Writing({
    contents: { normalize: (path: string) => path },
    editors: tracker(file),
    notebooks: tracker(notebook),
    languageServers: { adapters, connections },
    runs: { started },
    served: { modulesOf: () => ['pkg'] },
    servers,
    settings: store
  } as never);
  return {
    adapters,
    connections,
    file,
    notebook,
    server,
    servers,
    started,
    store,
    ofFile: (editor = file.content.editor) =>
      found.find(file as never, editor as never),
    ofCell: (cell = 2) =>
      found.find(notebook as never, cells[cell].editor as never)
  };
}

describe('files', () => {
  it('are completed while a server is connected', () => {
    const { ofFile, server } = writing();
    expect(ofFile()).toMatchObject({
      module: 'pkg',
      isPackage: true,
      before: '',
      server
    });
    server.connection = null;
    expect(ofFile()).toBeNull();
  });

  it('are left to their language server unless asked for', async () => {
    const { adapters, connections, ofFile, store } = writing();
    const uri = 'file:///pkg/__init__.py';
    adapters.set('pkg/__init__.py', { virtualDocument: { uri } });
    connections.set(uri, { isReady: false });
    expect(ofFile()).not.toBeNull();
    connections.set(uri, { isReady: true });
    expect(ofFile()).toBeNull();
    await store.set('files', 'always');
    expect(ofFile()).not.toBeNull();
  });

  it('are not completed where they are not Python, or never', async () => {
    const { ofFile, store } = writing();
    expect(ofFile(editorOf('', 'text/x-sql'))).toBeNull();
    await store.set('files', 'never');
    expect(ofFile()).toBeNull();
  });

  it('are completed by the server that was picked for them', () => {
    const { ofFile, servers } = writing();
    const picked = { config: { name: 'Picked' }, connection: {} };
    servers.pickedFor = path => (path === 'pkg/__init__.py' ? picked : null);
    expect(ofFile()?.server).toBe(picked);
  });

  it('are completed by no server where there are several', () => {
    const { ofFile, server, servers } = writing();
    const other = { connection: {} as never };
    Object.assign(servers, { current: null, servers: [server, other] });
    expect(ofFile()).toBeNull();
  });
});

describe('notebooks', () => {
  it('are completed when a cell ran in Deephaven, with the cells above', () => {
    const { ofCell, started } = writing();
    expect(ofCell()).toBeNull();
    started.emit({ notebook: null });
    expect(ofCell()).toBeNull();
    started.emit({ notebook: 'n.ipynb' });
    expect(ofCell()?.before).toBe('a = 1\npass\n');
    expect(ofCell(0)?.before).toBe('');
  });

  it('are completed without a kernel, always, or never', async () => {
    const { notebook, ofCell, store } = writing();
    notebook.sessionContext.session.kernel = null;
    expect(ofCell()).not.toBeNull();
    await store.set('notebooks', 'never');
    expect(ofCell()).toBeNull();
    notebook.sessionContext.session.kernel = { name: 'python3' };
    await store.set('notebooks', 'always');
    expect(ofCell()).not.toBeNull();
  });

  it('are completed with a kernel of Deephaven, by its server', () => {
    const { notebook, ofCell, servers, server } = writing();
    notebook.sessionContext.session.kernel = { name: 'deephaven-demo' };
    const other = { config: { name: 'Other' }, connection: {} };
    Object.assign(servers, { current: other, servers: [other, server] });
    expect(ofCell()?.server).toBe(server);
    server.connection = null;
    expect(ofCell()).toBeNull();
  });

  it('have their magic left out', () => {
    expect(asPython('%%bash\nls')).toBe('');
    expect(asPython('if a:\n  !ls\n  b % c')).toBe('if a:\n  pass\n  b % c');
  });
});
