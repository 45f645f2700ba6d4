import type { KernelMessage } from '@jupyterlab/services';

import { PageKernel } from '../../kernel/kernel';
import { LiteKernel } from '../../kernel/lite/liteKernel';

/** A kernel whose cells run until they are stopped, and what it has sent. */
function setUp() {
  const signals: AbortSignal[] = [];
  const sent: KernelMessage.IMessage[] = [];
  const inner = new PageKernel({
    id: 'k',
    name: 'deephaven-demo',
    banner: 'hello',
    left: null,
    unknown: { ename: '', evalue: '', traceback: [] },
    runner: {
      follow: async () => null,
      run: (cell, client, signal) => {
        signals.push(signal);
        client.tell('stream', { name: 'stdout', text: cell.code });
        return new Promise(resolve => {
          signal.addEventListener('abort', () => resolve(null));
        });
      }
    },
    assist: {
      warmUp: async () => undefined,
      complete: async () => ({}),
      inspect: async () => ({})
    },
    onChanged: () => undefined,
    onEnded: () => undefined
  });
  const kernel = new LiteKernel(inner, {
    id: 'k',
    name: 'deephaven-demo',
    location: 'folder',
    sendMessage: message => sent.push(message)
  });
  const send = (session: string, msg_type: string, content = {}) =>
    kernel.handleMessage({
      channel: 'shell',
      header: { msg_id: `${session}-1`, msg_type, session },
      content,
      metadata: {}
    } as KernelMessage.IMessage);
  /** To whom what was sent, since the last call. */
  const heard = () =>
    sent
      .splice(0)
      .map(
        ({ channel, header }) =>
          `${header.session}: ${channel} ${header.msg_type}`
      );
  return { heard, inner, kernel, send, sent, signals };
}

/** Let all that is settled be worked off. */
async function settle(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
}

it('is the kernel that JupyterLite asks for', async () => {
  const { kernel, sent } = setUp();
  expect([kernel.id, kernel.name, kernel.location]).toEqual([
    'k',
    'deephaven-demo',
    'folder'
  ]);
  await kernel.ready;
  expect(sent).toEqual([]);
});

it('tells its state to each client, and answers by the client’s session', async () => {
  const { heard, send, sent } = setUp();
  await send('a', 'kernel_info_request');
  expect(sent[0].parent_header).toEqual({});
  expect(sent[0].content).toEqual({ execution_state: 'idle' });
  await settle();
  expect(heard()).toEqual([
    'a: iopub status',
    'a: iopub status',
    'a: shell kernel_info_reply',
    'a: iopub status'
  ]);
  await send('b', 'kernel_info_request');
  await settle();
  expect(heard()[0]).toBe('b: iopub status');
  await send('a', 'kernel_info_request');
  await settle();
  // JupyterLite tells all clients what is published to one.
  expect(heard()).toEqual([
    'a: iopub status',
    'a: shell kernel_info_reply',
    'a: iopub status'
  ]);
});

it('does not wait for the end of a cell, which an interrupt brings', async () => {
  const { heard, kernel, send, signals } = setUp();
  await send('a', 'execute_request', { code: 'while True: pass' });
  heard();
  await send('b', 'is_complete_request', { code: '1' });
  await settle();
  expect(heard()).toContain('b: shell is_complete_reply');
  expect(signals[0].aborted).toBe(false);
  kernel.interrupt();
  await settle();
  expect(signals[0].aborted).toBe(true);
  expect(heard()).toContain('a: shell execute_reply');
});

it('sends what answers nothing to the client that was heard of last', async () => {
  const { heard, inner, send } = setUp();
  await inner.start(Promise.resolve());
  expect(heard()).toEqual([]);
  await send('a', 'input_reply');
  heard();
  await inner.start(Promise.resolve());
  expect(heard()).toEqual(['a: iopub status']);
});

it('says nothing of its end, as JupyterLite ends kernels to restart them', async () => {
  const { heard, kernel, send, signals } = setUp();
  await send('a', 'execute_request', { code: 'x' });
  heard();
  const ended = jest.fn();
  kernel.disposed.connect(ended);
  kernel.dispose();
  kernel.dispose();
  await settle();
  expect(heard()).toEqual([]);
  expect(signals[0].aborted).toBe(true);
  expect(kernel.isDisposed).toBe(true);
  expect(ended).toHaveBeenCalledTimes(1);
});
