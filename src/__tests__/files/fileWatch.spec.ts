import { FileWatch } from '../../files/fileWatch';
import type { IFileStore } from '../../tree/types';
import { UnavailableError } from '../../tree/unavailable';
import { settle } from '../helpers/fakeChannel';
import { resolverOf } from '../helpers/resolving';
import { MemoryStore } from '../helpers/stores';

/** A watch over files in memory; with a server extension, `wait` is what it does. */
function watching(wait?: (signal: AbortSignal) => Promise<boolean>) {
  const store: MemoryStore & IFileStore = new MemoryStore({ 'pkg/a.py': 'a' });
  if (wait) {
    store.watchTree = (_, __, signal) => wait(signal);
  }
  const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
  const onChange = jest.fn();
  const onRecovery = jest.fn();
  const watch = new FileWatch({
    store,
    provider: async () => resolver,
    roots: () => ['pkg'],
    ignore: () => [],
    onChange,
    onRecovery
  });
  const { list } = store;
  /** Whether the Jupyter server answers to listings. */
  const setAway = (isAway: boolean) => {
    store.list = isAway
      ? async () => {
          throw new UnavailableError('offline');
        }
      : list;
  };
  return { onChange, onRecovery, setAway, store, watch };
}

beforeEach(() => {
  jest.useFakeTimers();
  // A pause after a failure is drawn: here it is always the longest.
  jest.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON);
});

afterEach(() => {
  jest.mocked(Math.random).mockRestore();
  jest.useRealTimers();
});

describe('FileWatch without a server extension', () => {
  it('lists at intervals, and tells of changes', async () => {
    const { onChange, store, watch } = watching();
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(20000);
    expect(onChange).not.toHaveBeenCalled();
    store.files.set('pkg/b.py', 'b');
    await jest.advanceTimersByTimeAsync(6000);
    expect(onChange).toHaveBeenCalledTimes(1);
    wanted.dispose();
  });

  it('tells when the Jupyter server is back, and only then', async () => {
    const { onChange, onRecovery, setAway, store, watch } = watching();
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(20000);
    setAway(true);
    const list = jest.spyOn(store, 'list');
    await jest.advanceTimersByTimeAsync(10 * 60 * 1000);
    // Less and less often.
    expect(list.mock.calls.length).toBeLessThan(60);
    expect(onChange).not.toHaveBeenCalled();
    setAway(false);
    await jest.advanceTimersByTimeAsync(20000);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onRecovery).toHaveBeenCalledTimes(1);
    // Changes are told of as before.
    store.files.set('pkg/b.py', 'b');
    await jest.advanceTimersByTimeAsync(10000);
    expect(onChange).toHaveBeenCalledTimes(2);
    expect(onRecovery).toHaveBeenCalledTimes(1);
    wanted.dispose();
  });

  it('does nothing before it is wanted, and after', async () => {
    const { store, watch } = watching();
    await jest.advanceTimersByTimeAsync(20000);
    expect(store.log).toEqual([]);
    const [one, two] = [watch.begin(), watch.begin()];
    await jest.advanceTimersByTimeAsync(6000);
    one.dispose();
    store.log.length = 0;
    await jest.advanceTimersByTimeAsync(6000);
    expect(store.log).not.toEqual([]);
    two.dispose();
    store.log.length = 0;
    await jest.advanceTimersByTimeAsync(60000);
    expect(store.log).toEqual([]);
  });
});

describe('FileWatch with a server extension', () => {
  it('tells of changes as they come', async () => {
    let end: (isChanged: boolean) => void = () => undefined;
    const wait = jest.fn(
      () => new Promise<boolean>(resolve => (end = resolve))
    );
    const { onChange, watch } = watching(wait);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(1000);
    end(false);
    await jest.advanceTimersByTimeAsync(1000);
    expect(onChange).not.toHaveBeenCalled();
    end(true);
    await settle();
    expect(onChange).toHaveBeenCalledTimes(1);
    wanted.dispose();
  });

  it('aborts what waits when something else is served, and at the end', async () => {
    const signals: AbortSignal[] = [];
    const { onChange, watch } = watching(signal => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(1000);
    watch.restart();
    await jest.advanceTimersByTimeAsync(1000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    wanted.dispose();
    expect(signals[1].aborted).toBe(true);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('waits longer and longer while the Jupyter server does not answer', async () => {
    const wait = jest.fn(() => Promise.reject(new Error('offline')));
    const { watch } = watching(wait);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(60000);
    expect(wait.mock.calls.length).toBeGreaterThan(2);
    expect(wait.mock.calls.length).toBeLessThan(40);
    wanted.dispose();
  });

  it('tells soon that the Jupyter server is back, before a wait ends', async () => {
    const wait = jest.fn((): Promise<boolean> =>
      Promise.reject(new Error('offline'))
    );
    const { onChange, onRecovery, setAway, watch } = watching(wait);
    setAway(true);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(60 * 60 * 1000);
    expect(onChange).not.toHaveBeenCalled();
    expect(wait).toHaveBeenCalledTimes(1);
    wait.mockReturnValue(new Promise(() => undefined));
    setAway(false);
    await jest.advanceTimersByTimeAsync(16 * 1000);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onRecovery).toHaveBeenCalledTimes(1);
    expect(wait).toHaveBeenCalledTimes(2);
    wanted.dispose();
  });

  it('tells so also when something else was served meanwhile', async () => {
    const wait = jest.fn((): Promise<boolean> =>
      Promise.reject(new Error('offline'))
    );
    const { onRecovery, setAway, watch } = watching(wait);
    setAway(true);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(1000);
    watch.restart();
    wait.mockReturnValue(new Promise(() => undefined));
    setAway(false);
    await jest.advanceTimersByTimeAsync(16 * 1000);
    expect(onRecovery).toHaveBeenCalledTimes(1);
    wanted.dispose();
  });

  it('looks for changes now and then where only waiting fails', async () => {
    // As behind a proxy that has no patience.
    const wait = jest.fn(() => Promise.reject(new Error('too slow')));
    const { onChange, watch } = watching(wait);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(10 * 60 * 1000);
    expect(onChange.mock.calls.length).toBeGreaterThan(30);
    expect(onChange.mock.calls.length).toBeLessThan(80);
    wanted.dispose();
  });

  it('takes what was given up for no failure', async () => {
    const wait = jest.fn(
      (signal: AbortSignal) =>
        new Promise<boolean>((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        )
    );
    const { onChange, onRecovery, watch } = watching(wait);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(1000);
    watch.restart();
    await jest.advanceTimersByTimeAsync(10000);
    expect(wait).toHaveBeenCalledTimes(2);
    expect(onChange).not.toHaveBeenCalled();
    expect(onRecovery).not.toHaveBeenCalled();
    wanted.dispose();
  });
});
