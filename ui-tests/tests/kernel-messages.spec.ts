/**
 * What a Deephaven kernel answers to each message of Jupyter's protocol, asked
 * by JupyterLab's own client, as jupyter_kernel_test asks kernels.
 */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expect, test } from '../fixtures';
import { KERNEL } from '../kernelNotebook';

/** What a cell's messages say, in short. */
interface IReplied {
  readonly reply: Record<string, unknown>;
  /** Of iopub, without the states. */
  readonly told: readonly { type: string; content: Record<string, unknown> }[];
  readonly states: readonly string[];
}

/** Run a cell in the kernel that the test has started. */
async function run(
  page: IJupyterLabPageFixture,
  code: string,
  options: Partial<KernelMessage.IExecuteRequestMsg['content']> = {},
  input = 'typed'
): Promise<IReplied> {
  return page.evaluate(
    async ([content, input]) => {
      const { kernel } = window as unknown as {
        kernel: Kernel.IKernelConnection;
      };
      const future = kernel.requestExecute(content as never, true);
      const told: { type: string; content: never }[] = [];
      const states: string[] = [];
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'status') {
          states.push((content as { execution_state: string }).execution_state);
        } else {
          told.push({ type: header.msg_type, content: content as never });
        }
      };
      future.onStdin = message => {
        if (message.header.msg_type === 'input_request') {
          kernel.sendInputReply(
            { status: 'ok', value: input as string },
            message.header as never
          );
        }
      };
      const reply = (await future.done).content as never;
      return { reply, told, states };
    },
    [{ code, ...options }, input] as const
  );
}

/** Ask the kernel something else, by a method of the client. */
async function ask<T>(
  page: IJupyterLabPageFixture,
  method: keyof Kernel.IKernelConnection,
  content: object
): Promise<T> {
  return page.evaluate(
    async ([method, content]) => {
      const { kernel } = window as unknown as {
        kernel: Record<
          string,
          (content: object) => Promise<{ content: never }>
        >;
      };
      return (await kernel[method](content)).content;
    },
    [method as string, content] as const
  );
}

const texts = ({ told }: IReplied, stream: string) =>
  told
    .filter(({ content, type }) => type === 'stream' && content.name === stream)
    .map(({ content }) => content.text)
    .join('');

test.beforeEach(async ({ deephaven, extension, page }) => {
  await extension.connect(deephaven);
  await page.evaluate(async name => {
    const { kernels } = window.jupyterapp.serviceManager;
    const kernel = await kernels.startNew({ name });
    await kernel.info;
    Object.assign(window, { kernel });
  }, KERNEL.name);
});

test.afterEach(async ({ page }) => {
  await page.evaluate(() =>
    (
      window as unknown as { kernel: Kernel.IKernelConnection }
    ).kernel.shutdown()
  );
});

test('messages of cells', async ({ page }) => {
  const first = await run(
    page,
    'import sys\nprint("out")\nprint("err", file=sys.stderr)'
  );
  expect(first.reply).toMatchObject({ status: 'ok', execution_count: 1 });
  expect(first.states).toEqual(['busy', 'idle']);
  expect(first.told[0]).toMatchObject({
    type: 'execute_input',
    content: { execution_count: 1 }
  });
  expect(texts(first, 'stdout')).toBe('out\n');
  expect(texts(first, 'stderr')).toBe('err\n');

  const value = await run(page, 'x_of_messages = 6\nx_of_messages * 7');
  expect(value.told).toContainEqual({
    type: 'execute_result',
    content: {
      execution_count: 2,
      data: { 'text/plain': '42' },
      metadata: {}
    }
  });
  const hidden = await run(page, 'x_of_messages;');
  expect(hidden.told.map(({ type }) => type)).toEqual(['execute_input']);

  const shown = await run(
    page,
    'from IPython.display import HTML, clear_output, display\n' +
      'handle = display(HTML("<b>1</b>"), display_id=True)\n' +
      'handle.update(HTML("<b>2</b>"))\nclear_output(wait=True)'
  );
  expect(shown.told.map(({ type }) => type)).toEqual([
    'execute_input',
    'display_data',
    'update_display_data',
    'clear_output'
  ]);

  const failed = await run(page, 'print("before")\n1 / 0');
  expect(failed.reply).toMatchObject({
    status: 'error',
    ename: 'ZeroDivisionError',
    evalue: 'division by zero'
  });
  expect([...failed.told].pop()).toMatchObject({
    type: 'error',
    content: { ename: 'ZeroDivisionError' }
  });
  const wrong = await run(page, 'def (');
  expect(wrong.reply).toMatchObject({ status: 'error', ename: 'SyntaxError' });

  const { execution_count: count } = failed.reply as {
    execution_count: number;
  };
  const silent = await run(page, 'print("silent")\n1', { silent: true });
  expect(silent.reply).toMatchObject({ status: 'ok' });
  expect(silent.told.map(({ type }) => type)).not.toContain('execute_result');
  await run(page, 'pass', { store_history: false });
  const next = await run(page, 'pass');
  // The cell with the wrong syntax, and this one.
  expect(next.reply).toMatchObject({ execution_count: count + 2 });

  const asked = await run(page, 'print(input("Name? "))', {
    allow_stdin: true
  });
  expect(texts(asked, 'stdout')).toContain('typed\n');
  const unasked = await run(page, 'input()', { allow_stdin: false });
  expect(unasked.reply).toMatchObject({ status: 'error' });
});

test('other messages', async ({ page }) => {
  const info = await page.evaluate(
    () =>
      (window as unknown as { kernel: Kernel.IKernelConnection }).kernel.info
  );
  expect(info).toMatchObject({
    status: 'ok',
    implementation: 'deephaven',
    language_info: { name: 'python', file_extension: '.py' }
  });
  for (const [code, status] of [
    ['1 + 1', 'complete'],
    ['def f():', 'incomplete'],
    ['print("a"))', 'invalid'],
    ['"""a', 'incomplete']
  ]) {
    expect(await ask(page, 'requestIsComplete', { code })).toMatchObject({
      status
    });
  }
  const completed = await ask<{ matches: string[] }>(page, 'requestComplete', {
    code: 'import sys; sys.vers',
    cursor_pos: 20
  });
  expect(completed).toMatchObject({
    status: 'ok',
    cursor_start: 16,
    cursor_end: 20
  });
  expect(completed.matches).toContain('version_info');
  const found = await ask(page, 'requestInspect', {
    code: 'len',
    cursor_pos: 3,
    detail_level: 0
  });
  expect(found).toMatchObject({ status: 'ok', found: true });
  expect(
    await ask(page, 'requestInspect', {
      code: 'nothing_of_that_name',
      cursor_pos: 5,
      detail_level: 0
    })
  ).toMatchObject({ status: 'ok', found: false, data: {} });
  await run(page, 'history_of_messages = 1');
  expect(
    await ask(page, 'requestHistory', {
      hist_access_type: 'tail',
      n: 1,
      output: false,
      raw: true
    })
  ).toMatchObject({
    status: 'ok',
    history: [[0, 1, 'history_of_messages = 1']]
  });
  expect(await ask(page, 'requestCommInfo', {})).toMatchObject({
    status: 'ok',
    comms: {}
  });
});

test('interrupting, restarting, and what waits', async ({ page }) => {
  const outcome = await page.evaluate(async () => {
    const { kernel } = window as unknown as {
      kernel: Kernel.IKernelConnection;
    };
    const endless = kernel.requestExecute({
      code: 'import time\nprint("begun")\nwhile True: time.sleep(0.05)',
      stop_on_error: true
    });
    const begun = new Promise<void>(resolve => {
      endless.onIOPub = ({ header }) => {
        if (header.msg_type === 'stream') {
          resolve();
        }
      };
    });
    const waiting = kernel.requestExecute({ code: 'print("never")' });
    await begun;
    await kernel.interrupt();
    const interrupted = (await endless.done).content;
    const aborted = (await waiting.done).content;
    const before = kernel.id;
    await kernel.restart();
    await kernel.info;
    const after = (await kernel.requestExecute({ code: 'pass' }).done).content;
    return { interrupted, aborted, after, isSame: kernel.id === before };
  });
  expect(outcome).toMatchObject({
    interrupted: { status: 'error', ename: 'KeyboardInterrupt' },
    aborted: { status: 'aborted' },
    after: { status: 'ok', execution_count: 1 },
    isSame: true
  });
});
