import { FileWatch } from '../../jupyter/fileWatch';
import type { IFileStore } from '../../sources/types';
import { settle } from '../helpers/fakeChannel';
import { resolverOf } from '../helpers/resolving';
import { MemoryStore } from '../helpers/stores';

/** A watch over files in memory; with a server part, `wait` is what it does. */
function watching(wait?: (signal: AbortSignal) => Promise<boolean>) {
  const store: MemoryStore & IFileStore = new MemoryStore({ 'pkg/a.py': 'a' });
  if (wait) {
    store.watchTree = (_, __, signal) => wait(signal);
  }
  const onChange = jest.fn();
  const watch = new FileWatch({
    store,
    provider: resolverOf(store, [{ name: 'pkg', path: 'pkg' }]),
    roots: () => ['pkg'],
    ignore: () => [],
    onChange
  });
  return { onChange, store, watch };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('FileWatch without a server part', () => {
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

describe('FileWatch with a server part', () => {
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

  it('goes on soon after the Jupyter server is back', async () => {
    const wait = jest.fn(() => Promise.reject(new Error('offline')));
    const { onChange, watch } = watching(wait);
    const wanted = watch.begin();
    await jest.advanceTimersByTimeAsync(60 * 60 * 1000);
    expect(onChange).not.toHaveBeenCalled();
    wait.mockImplementation(() => Promise.resolve(true) as never);
    await jest.advanceTimersByTimeAsync(30 * 1000);
    expect(onChange).toHaveBeenCalled();
    wanted.dispose();
  });
});
