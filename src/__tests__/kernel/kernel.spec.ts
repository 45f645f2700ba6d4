import { PromiseDelegate } from '@lumino/coreutils';

import type {
  ICell,
  ICellClient,
  ICellError,
  ICellKept
} from '../../kernel/cells/types';
import { FOLLOWS, PageKernel } from '../../kernel/kernel';
import type { AnyMessage, IRequest } from '../../kernel/messages';
import type { IKernelClient } from '../../kernel/server/socket';

/** A run of a cell, which a test ends. */
interface IRunningCell {
  /** What it is begun with; of one that goes on, what is kept of it. */
  readonly cell: ICell & ICellKept;
  readonly client: ICellClient;
  readonly signal: AbortSignal;
  readonly ended: PromiseDelegate<ICellError | null>;
}

const ERROR: ICellError = { ename: 'E', evalue: 'v', traceback: ['E: v'] };

const UNKNOWN: ICellError = { ename: 'U', evalue: '', traceback: ['U'] };

function setUp(left: ICellKept | null = null) {
  const running: IRunningCell[] = [];
  const run = (cell: object, client: ICellClient, signal: AbortSignal) => {
    const ended = new PromiseDelegate<ICellError | null>();
    running.push({ cell: cell as never, client, signal, ended });
    return ended.promise;
  };
  const kernel = new PageKernel({
    id: 'k',
    name: 'deephaven-demo',
    banner: 'hello',
    left,
    unknown: UNKNOWN,
    runner: { run, follow: run },
    assist: {
      warmUp: async () => undefined,
      complete: async () => ({ status: 'ok', matches: ['a'] }),
      inspect: async () => {
        throw new Error('no');
      }
    },
    onChanged: () => undefined,
    onEnded: () => undefined
  });
  const connect = (session: string) => {
    const received: AnyMessage[] = [];
    const socket = {
      deliver: (message: AnyMessage) => received.push(message)
    } as unknown as IKernelClient;
    kernel.connect(socket);
    let count = 0;
    const send = (
      msg_type: string,
      content: object,
      channel = 'shell',
      metadata = {}
    ) => {
      const msg_id = `${session}-${++count}`;
      const header = { msg_id, msg_type, session };
      const request = { channel, header, content, metadata };
      kernel.receive(request as unknown as IRequest, socket);
      return msg_id;
    };
    /** What answers a request, in short. */
    const answers = (id: string) =>
      received
        .filter(
          ({ parent_header }) =>
            (parent_header as { msg_id?: string }).msg_id === id
        )
        .map(({ content, header }) => {
          const { execution_state, status } = content as Record<string, string>;
          return [header.msg_type, execution_state ?? status]
            .filter(part => part !== undefined)
            .join(' ');
        });
    return { answers, received, send, socket };
  };
  return { connect, kernel, running };
}

/** Let all that is settled be worked off. */
async function settle(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
}

it('tells its state to who connects, as of no request', () => {
  const { received } = setUp().connect('s');
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    channel: 'iopub',
    parent_header: {},
    content: { execution_state: 'idle' }
  });
});

it('runs cells one after another, and counts them', async () => {
  const { connect, running } = setUp();
  const { answers, received, send } = connect('s');
  const first = send('execute_request', { code: '1' });
  const second = send('execute_request', { code: '2' });
  await settle();
  expect(running.map(({ cell }) => cell.code)).toEqual(['1']);
  running[0].client.tell('stream', { name: 'stdout', text: 'x' });
  running[0].ended.resolve(null);
  await settle();
  expect(answers(first)).toEqual([
    'status busy',
    'execute_input',
    'stream',
    'execute_reply ok',
    'status idle'
  ]);
  expect(running.map(({ cell }) => cell.count)).toEqual([1, 2]);
  running[1].ended.resolve(null);
  await settle();
  expect(answers(second)).toContain('execute_reply ok');
  const counts = received
    .filter(({ header }) => header.msg_type === 'execute_input')
    .map(
      ({ content }) => (content as { execution_count: number }).execution_count
    );
  expect(counts).toEqual([1, 2]);
});

it('runs nothing of what waits after an error', async () => {
  const { connect, running } = setUp();
  const { answers, send } = connect('s');
  const first = send('execute_request', { code: '1' });
  const second = send('execute_request', { code: '2' });
  await settle();
  running[0].ended.resolve(ERROR);
  await settle();
  expect(answers(first)).toEqual([
    'status busy',
    'execute_input',
    'error',
    'execute_reply error',
    'status idle'
  ]);
  expect(answers(second)).toEqual([
    'status busy',
    'execute_reply aborted',
    'status idle'
  ]);
  send('execute_request', { code: '3' });
  await settle();
  expect(running.map(({ cell }) => cell.code)).toEqual(['1', '3']);
});

it('goes on after an error where that is asked for', async () => {
  const { connect, running } = setUp();
  const { send } = connect('s');
  send('execute_request', { code: '1', stop_on_error: false });
  send('execute_request', { code: '2' });
  await settle();
  running[0].ended.resolve(ERROR);
  await settle();
  expect(running).toHaveLength(2);
});

it('answers while a cell runs, and says again that it is busy', async () => {
  const { connect, kernel } = setUp();
  const { answers, send } = connect('s');
  const cell = send('execute_request', { code: '1' });
  await settle();
  const question = send('complete_request', { code: 'a', cursor_pos: 1 });
  await settle();
  expect(answers(question)).toEqual([
    'status busy',
    'complete_reply ok',
    'status idle'
  ]);
  expect(answers(cell)).toEqual([
    'status busy',
    'execute_input',
    'status busy'
  ]);
  expect(kernel.state).toBe('busy');
});

it('answers with an error what cannot be answered', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const { answers, send } = setUp().connect('s');
  const question = send('inspect_request', { code: 'a', cursor_pos: 1 });
  await settle();
  expect(answers(question)).toContain('inspect_reply error');
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

it.each([
  ['kernel_info_request', 'shell', 'kernel_info_reply ok'],
  ['is_complete_request', 'shell', 'is_complete_reply complete'],
  ['history_request', 'shell', 'history_reply ok'],
  ['comm_info_request', 'shell', 'comm_info_reply ok'],
  ['shutdown_request', 'control', 'shutdown_reply ok'],
  ['debug_request', 'control', 'debug_reply']
])('answers %s', async (type, channel, reply) => {
  const { answers, received, send } = setUp().connect('s');
  const request = send(type, { code: 'x = 1' }, channel);
  await settle();
  expect(answers(request)).toEqual(['status busy', reply, 'status idle']);
  const found = received.find(({ header }) =>
    header.msg_type.endsWith('_reply')
  );
  expect(found?.channel).toBe(channel);
});

it('stops the cell that runs, also again', async () => {
  const { connect, kernel, running } = setUp();
  const { send } = connect('s');
  send('execute_request', { code: '1' });
  await settle();
  const onAbort = jest.fn();
  running[0].signal.addEventListener('abort', onAbort);
  kernel.interrupt();
  kernel.interrupt();
  expect(onAbort).toHaveBeenCalledTimes(2);
});

it('begins again at 1, and nobody hears of what ran before', async () => {
  const { connect, kernel, running } = setUp();
  const { answers, received, send } = connect('s');
  const before = send('execute_request', { code: '1' });
  const waiting = send('execute_request', { code: '2' });
  await settle();
  kernel.restart();
  expect(running[0].signal.aborted).toBe(true);
  const known = answers(before).length;
  running[0].client.tell('stream', { name: 'stdout', text: 'late' });
  running[0].ended.resolve(ERROR);
  await settle();
  expect(answers(before)).toHaveLength(known);
  expect(answers(waiting)).toEqual([]);
  send('execute_request', { code: '3' });
  await settle();
  expect(running[1].cell).toMatchObject({ code: '3', count: 1 });
  const sessions = new Set(received.map(({ header }) => header.session));
  expect(sessions.size).toBe(2);
});

it('asks the client whose cell it is for a line', async () => {
  const { connect, running } = setUp();
  const one = connect('one');
  const two = connect('two');
  one.send('execute_request', { code: '1', allow_stdin: true });
  await settle();
  const line = running[0].client.ask('Name: ', false);
  const requests = (messages: AnyMessage[]) =>
    messages.filter(({ channel }) => channel === 'stdin');
  expect(requests(one.received)).toMatchObject([
    { content: { prompt: 'Name: ', password: false } }
  ]);
  expect(requests(two.received)).toEqual([]);
  one.send('input_reply', { value: 'Ada' }, 'stdin');
  await expect(line).resolves.toBe('Ada');
  const next = running[0].client.ask('', true);
  await settle();
  one.send('interrupt_request', {}, 'control');
  await expect(next).resolves.toBeNull();
});

it('tells all clients of outputs, and answers the one that asked', async () => {
  const { connect, running } = setUp();
  const one = connect('one');
  const two = connect('two');
  const cell = one.send('execute_request', { code: '1' });
  await settle();
  running[0].ended.resolve(null);
  await settle();
  expect(two.answers(cell)).toEqual([
    'status busy',
    'execute_input',
    'status idle'
  ]);
  expect(one.answers(cell)).toContain('execute_reply ok');
});

describe('a cell that runs when its page is reloaded', () => {
  const LEFT: ICellKept = {
    cellId: 'c',
    count: 7,
    mark: 'm',
    outputs: [{ type: 'stream', content: { name: 'stdout', text: 'before' } }],
    isCut: false
  };

  it('is kept with what it has shown', async () => {
    const { connect, kernel, running } = setUp();
    const { send } = connect('s');
    send('execute_request', { code: '1' }, 'shell', { cellId: 'c' });
    await settle();
    expect(kernel.kept).toBeNull();
    const [{ client, ended }] = running;
    client.onSent('m');
    client.tell('stream', { name: 'stdout', text: 'be' });
    client.tell('stream', { name: 'stdout', text: 'fore' });
    expect(kernel.kept).toEqual({ ...LEFT, count: 1 });
    ended.resolve(null);
    await settle();
    expect(kernel.kept).toBeNull();
  });

  it('shows what it has shown and what comes, and how it ends', async () => {
    const { connect, kernel, running } = setUp(LEFT);
    const { answers, received, send } = connect('s');
    const [{ client, ended }] = running;
    // The server has to say first that it knows it.
    expect(kernel.left).toBeNull();
    expect(kernel.kept).toEqual(LEFT);
    client.onSent('m');
    client.tell('stream', { name: 'stdout', text: ' between' });
    expect(kernel.left?.mark).toBe('m');
    const metadata = { cellId: 'c', [FOLLOWS]: 'm' };
    const cell = send('execute_request', { code: '1' }, 'shell', metadata);
    await settle();
    client.tell('stream', { name: 'stdout', text: ' after' });
    ended.resolve(null);
    await settle();
    expect(running).toHaveLength(1);
    expect(answers(cell)).toEqual([
      'status busy',
      'execute_input',
      'stream',
      'stream',
      'execute_reply ok',
      'status idle'
    ]);
    const texts = received.map(({ content }) => (content as never)['text']);
    expect(texts.join('')).toBe('before between after');
    const reply = received.find(
      ({ header }) => header.msg_type === 'execute_reply'
    );
    expect(reply?.content).toMatchObject({ execution_count: 7 });
    expect(kernel.count).toBe(0);
  });

  it('can be stopped before and after it is shown', async () => {
    const { connect, kernel, running } = setUp(LEFT);
    const { send } = connect('s');
    const onAbort = jest.fn();
    running[0].client.onSent('m');
    running[0].signal.addEventListener('abort', onAbort);
    kernel.interrupt();
    expect(onAbort).toHaveBeenCalledTimes(1);
    send('execute_request', { code: '1' }, 'shell', { [FOLLOWS]: 'm' });
    await settle();
    kernel.interrupt();
    expect(onAbort).toHaveBeenCalledTimes(2);
  });

  it('runs never again where nobody knows of it', async () => {
    const { connect, running } = setUp();
    const { answers, send } = connect('s');
    const metadata = { [FOLLOWS]: 'other' };
    const cell = send('execute_request', { code: '1' }, 'shell', metadata);
    await settle();
    expect(running).toEqual([]);
    expect(answers(cell)).toContain('execute_reply error');
  });

  it('stays what it is in the notebook where the server has forgotten it', async () => {
    const { kernel, running } = setUp(LEFT);
    running[0].ended.resolve(UNKNOWN);
    await settle();
    expect(kernel.left).toBeNull();
    expect(kernel.kept).toBeNull();
  });

  it('is over after a restart', async () => {
    const { kernel, running } = setUp(LEFT);
    kernel.restart();
    expect(running[0].signal.aborted).toBe(true);
    expect(kernel.kept).toBeNull();
  });
});
