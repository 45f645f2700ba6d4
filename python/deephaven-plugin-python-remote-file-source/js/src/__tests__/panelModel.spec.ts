import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { IPanelState, IStream } from '../panelModel';
import { PanelModel, PATIENCE, PERIOD, UNKNOWN } from '../panelModel';
import { message } from './answers';

/** A stream that answers each request, unless told not to. */
class FakeStream implements IStream {
  onMessage: ((text: string) => void) | null = null;
  onClose: (() => void) | null = null;
  answer: ((id: string) => string) | null = id =>
    message(id, { full_names: ['kit'] });
  isClosed = false;
  requests: string[] = [];

  send(text: string): void {
    const { id } = JSON.parse(text) as { id: string };
    this.requests.push(id);
    const { answer } = this;
    if (answer) {
      queueMicrotask(() => this.onMessage?.(answer(id)));
    }
  }

  close(): void {
    this.isClosed = true;
  }
}

let streams: FakeStream[];
let states: IPanelState[];
let open: () => Promise<IStream>;
let model: PanelModel;

/** Let time pass, and all that is due happen. */
async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function last(): IPanelState {
  return states[states.length - 1];
}

beforeEach(() => {
  vi.useFakeTimers();
  streams = [];
  states = [UNKNOWN];
  open = async () => {
    streams.push(new FakeStream());
    return streams[streams.length - 1];
  };
  model = new PanelModel(
    () => open(),
    state => states.push(state)
  );
});

afterEach(() => {
  model.dispose();
  vi.useRealTimers();
});

it('asks nothing before it is seen', async () => {
  await pass(PERIOD * 3);
  expect(streams).toEqual([]);
});

it('asks while it is seen, on one stream', async () => {
  model.isVisible = true;
  await pass();
  expect(last().info?.fullNames).toEqual(['kit']);
  expect(last().updatedAt).not.toBeNull();
  await pass(PERIOD * 3);
  expect(streams).toHaveLength(1);
  expect(streams[0].requests).toHaveLength(4);
  expect(new Set(streams[0].requests).size).toBe(4);

  model.isVisible = false;
  await pass(PERIOD * 3);
  expect(streams[0].requests).toHaveLength(4);

  model.isVisible = true;
  await pass();
  expect(streams[0].requests).toHaveLength(5);
});

it('asks at once when told to, but never twice at a time', async () => {
  await model.refresh();
  expect(streams[0].requests).toHaveLength(1);
  streams[0].answer = null;
  void model.refresh();
  void model.refresh();
  await pass();
  expect(streams[0].requests).toHaveLength(2);
});

it('keeps what it had when the stream closes, and opens another', async () => {
  model.isVisible = true;
  await pass();
  streams[0].onClose?.();
  expect(last().problem?.kind).toBe('closed');
  expect(last().info?.fullNames).toEqual(['kit']);
  await pass(PERIOD * 3);
  expect(streams).toHaveLength(1);

  await model.refresh();
  expect(streams).toHaveLength(2);
  expect(last().problem).toBeNull();
  await pass(PERIOD);
  expect(streams[1].requests).toHaveLength(2);
});

it('says so when the stream closes while it waits', async () => {
  model.isVisible = true;
  await pass();
  streams[0].answer = null;
  await pass(PERIOD);
  streams[0].onClose?.();
  await pass();
  expect(last().problem?.kind).toBe('closed');
  expect(vi.getTimerCount()).toBe(0);
});

it('goes on asking a worker that is silent, on new streams', async () => {
  model.isVisible = true;
  await pass();
  streams[0].answer = null;
  await pass(PERIOD + PATIENCE);
  expect(last().problem?.kind).toBe('silent');
  expect(streams[0].isClosed).toBe(true);
  await pass(PERIOD);
  expect(streams).toHaveLength(2);
  expect(last().problem).toBeNull();
  await pass(PERIOD);
  expect(streams[1].requests).toHaveLength(2);
});

it('passes over an answer that comes too late', async () => {
  model.isVisible = true;
  await pass();
  streams[0].answer = null;
  await pass(PERIOD + PATIENCE);
  const before = states.length;
  streams[0].onMessage?.(message('panel-2', { full_names: ['late'] }));
  streams[0].onClose?.();
  await pass();
  expect(states).toHaveLength(before);
});

it('says why the object cannot be opened', async () => {
  open = () => Promise.reject(new Error('p is not there'));
  model.isVisible = true;
  await pass();
  expect(last().problem).toEqual({
    kind: 'unreachable',
    reason: 'p is not there'
  });
  await pass(PERIOD * 3);
  expect(states).toHaveLength(2);
});

it('waits for the object not for ever, and closes it when it comes', async () => {
  let opened: (stream: IStream) => void = () => undefined;
  open = () => new Promise(resolve => (opened = resolve));
  model.isVisible = true;
  await pass(PATIENCE);
  expect(last().problem?.kind).toBe('silent');
  const late = new FakeStream();
  opened(late);
  await pass();
  expect(late.isClosed).toBe(true);
});

it('says what the server plugin refuses, and stops', async () => {
  model.isVisible = true;
  await pass();
  streams[0].answer = id =>
    JSON.stringify({ jsonrpc: '2.0', id, error: { message: 'no' } });
  await pass(PERIOD);
  expect(last().problem).toEqual({ kind: 'refused', reason: 'no' });
  await pass(PERIOD * 3);
  expect(streams[0].requests).toHaveLength(2);
});

it('closes the stream and says nothing more when disposed', async () => {
  model.isVisible = true;
  await pass();
  streams[0].answer = null;
  await pass(PERIOD);
  const before = states.length;
  model.dispose();
  await pass(PATIENCE);
  expect(streams[0].isClosed).toBe(true);
  expect(states).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});

it('closes a stream that opens after it was disposed', async () => {
  let opened: (stream: IStream) => void = () => undefined;
  open = () => new Promise(resolve => (opened = resolve));
  model.isVisible = true;
  model.dispose();
  const late = new FakeStream();
  opened(late);
  await pass();
  expect(late.isClosed).toBe(true);
});
