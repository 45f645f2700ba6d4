/**
 * What writes the index of a server in memory, over files in memory.
 */
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import type { RemoteFileSourceConnection } from '../../protocol/connection';
import { IndexSync } from '../../protocol/indexSync';
import type { IReadProgress, IServedSource } from '../../tree/types';
import { ActivityLog } from '../../worker/activity';
import { IndexWriter } from '../../worker/indexWriter';
import { ModelServer } from './modelServer';
import { resolving } from './resolving';

export const FILES = {
  'pkg/__init__.py': '',
  'pkg/a.py': 'a = 1\n',
  'other/__init__.py': ''
};

const ROOTS = [
  { name: 'pkg', path: 'pkg' },
  { name: 'other', path: 'other' }
];

/** What follows files in memory, for a server that does as the page says. */
export function following(readAhead = { files: 100, bytes: 100_000 }) {
  const roots = [...ROOTS];
  const { resolver, store } = resolving({ ...FILES }, { roots });
  const server = new ModelServer();
  /** What was sent, in order: the paths of files, or background names. */
  const sent: string[] = [];
  const sync = new IndexSync(async (method, params) => {
    const files = Object.keys((params.files as object) ?? {});
    const paths = files.map(path => path.replace('/jupyter/', ''));
    sent.push(`${method} ${paths.sort().join()}`);
    return server.handle(method, params);
  });
  const owner = {} as IServedSource;
  const changed = new Signal<IServedSource, void>(owner);
  const filesChanged = new Signal<IServedSource, void>(owner);
  const watch = { dispose: jest.fn(), isDisposed: false };
  const served: IServedSource = {
    readAhead,
    settled: Promise.resolve(),
    provider: async () => resolver,
    changed,
    filesChanged,
    watch: () => watch
  };
  /** How often setting names fails from now on. */
  const failing = { left: 0 };
  const connection = {
    setBackground: async (names: readonly string[]) => {
      sent.push(`background ${names.join()}`);
      if (failing.left > 0) {
        failing.left -= 1;
        throw new Error('no answer');
      }
      const shadows = names.filter(name => name === 'numpy');
      return { displaced: [], shadows, refused: new Map() };
    }
  } as unknown as RemoteFileSourceConnection;
  const progress: (IReadProgress | null)[] = [];
  const shadows: (readonly string[])[] = [];
  const activity = new ActivityLog();
  const writer = new IndexWriter({
    connection,
    sync,
    served,
    provider: resolver,
    activity,
    onProgress: now => progress.push(now),
    onNames: answer => shadows.push(answer.shadows)
  });
  /** Begin a program, which goes on until `end` is called. */
  const begin = async (program = '') => {
    const ended = new PromiseDelegate<void>();
    const begun = new PromiseDelegate<void>();
    const done = writer.during(program, () => {
      begun.resolve();
      return ended.promise;
    });
    await begun.promise;
    sent.length = 0;
    store.log.length = 0;
    return async () => {
      ended.resolve();
      await done;
    };
  };
  let time = 0;
  const write = (path: string, text: string) => {
    store.files.set(path, text);
    store.times.set(path, new Date((time += 1) * 1000).toISOString());
    filesChanged.emit();
  };
  return {
    changed,
    failing,
    shadows,
    progress,
    resolver,
    activity,
    begin,
    roots,
    sent,
    server,
    writer,
    store,
    watch,
    write
  };
}
