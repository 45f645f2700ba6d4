import { UnavailableError } from '../../tree/unavailable';
import { following } from '../helpers/writing';

const settle = () => jest.advanceTimersByTimeAsync(2000);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('refresh', () => {
  it('sends what has changed, without waiting for further changes', async () => {
    const { sent, writer, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    let isDone = false;
    void writer.refresh().then(() => (isDone = true));
    // No timer: those of a hidden page are slow.
    await jest.advanceTimersByTimeAsync(0);
    expect(isDone).toBe(true);
    expect(sent).toEqual(['sync pkg/a.py']);
    await settle();
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('sends it once for imports that come together', async () => {
    const { sent, writer, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    const both = Promise.all([writer.refresh(), writer.refresh()]);
    await jest.advanceTimersByTimeAsync(0);
    await both;
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('waits for what a change meanwhile leads to', async () => {
    const { sent, writer, store, write } = following();
    await settle();
    sent.length = 0;
    write('pkg/a.py', 'a = 2\n');
    const { list } = store;
    let answer: () => void = () => undefined;
    store.list = async path => {
      await new Promise<void>(resolve => (answer = resolve));
      return list.call(store, path);
    };
    let isDone = false;
    const refreshed = writer.refresh().then(() => (isDone = true));
    await jest.advanceTimersByTimeAsync(1000);
    store.list = list;
    answer();
    await jest.advanceTimersByTimeAsync(1000);
    await refreshed;
    expect(isDone).toBe(true);
    expect(sent).toEqual(['sync pkg/a.py']);
  });

  it('does not wait for what is read for the first time', async () => {
    const { progress, sent, server, writer, store } = following();
    const { read } = store;
    let go: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (go = resolve));
    store.read = async path => {
      await gate;
      return read.call(store, path);
    };
    await settle();
    sent.length = 0;
    store.files.set('pkg/b.py', 'b = 1\n');
    await Promise.all([writer.refresh(), jest.advanceTimersByTimeAsync(0)]);
    expect(sent).toEqual(['sync pkg/b.py']);
    expect(progress[progress.length - 1]).toMatchObject({ total: 3 });
    go();
    await settle();
    expect(server.files.has('/jupyter/pkg/b.py')).toBe(true);
  });

  it('keeps nobody waiting while a program runs', async () => {
    const { begin, sent, writer, write } = following();
    await settle();
    const end = await begin();
    write('pkg/a.py', 'a = 2\n');
    await writer.refresh();
    expect(sent).toEqual([]);
    await end();
    writer.dispose();
    await writer.refresh();
    expect(sent).toEqual([]);
  });

  it('tells that nobody answers', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const { writer, store } = following();
    await settle();
    store.list = async () => {
      throw new UnavailableError('away');
    };
    await expect(writer.refresh()).rejects.toThrow('away');
    writer.dispose();
    warn.mockRestore();
  });
});
