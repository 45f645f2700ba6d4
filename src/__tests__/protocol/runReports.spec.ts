import { JSONRPCServer } from 'json-rpc-2.0';

import type {
  ICellEvents,
  IDisplay,
  OutputPart
} from '../../protocol/runReports';
import { RunReports } from '../../protocol/runReports';
import { exampleMessage } from '../helpers/protocolPage';

/** What a server plugin's notifications do. */
function reports() {
  const server = new JSONRPCServer();
  const taken: string[] = [];
  const reports = new RunReports({
    notify: (_, params) => taken.push((params as { run: string }).run),
    request: () => Promise.reject(new Error('not asked'))
  });
  reports.addTo(server);
  const tell = async (method: string, params: unknown) =>
    server.receive({ jsonrpc: '2.0', method, params } as never);
  return { reports, taken, tell };
}

it('gives each run its own output, in order', async () => {
  const { reports: runs, taken, tell } = reports();
  const a: OutputPart[] = [];
  const b: OutputPart[] = [];
  void runs.expect('a', { onPart: part => a.push(part) });
  void runs.expect('b', { onPart: part => b.push(part) });
  await tell('output', { run: 'a', parts: [['stdout', '1']] });
  await tell('output', { run: 'b', parts: [['stdout', '2']] });
  await tell('output', {
    run: 'a',
    parts: [
      ['stderr', '3'],
      ['stdout', '4']
    ],
    left_out: 9
  });
  await tell('output', { run: 'unknown', parts: [['stdout', '5']] });
  expect(a).toEqual([
    { stream: 'stdout', text: '1' },
    { leftOut: 9 },
    { stream: 'stderr', text: '3' },
    { stream: 'stdout', text: '4' }
  ]);
  expect(b).toEqual([{ stream: 'stdout', text: '2' }]);
  expect(taken).toEqual(['a', 'b', 'a', 'unknown']);
});

it('says how a run ended, and takes what its threads print later', async () => {
  const { reports: runs, tell } = reports();
  const parts: OutputPart[] = [];
  const ended = runs.expect('a', { onPart: part => parts.push(part) });
  const error = {
    name: 'E',
    message: 'm',
    traceback: 't',
    frames: [{ file: 'f', line: 1 }, { file: 'g' }, null]
  };
  await tell('run_ended', { run: 'a', error });
  expect(await ended).toEqual({ ...error, frames: [error.frames[0]] });
  await tell('output', { run: 'a', parts: [['stdout', 'late']] });
  expect(parts).toEqual([{ stream: 'stdout', text: 'late' }]);
});

it('takes no malformed message for output', async () => {
  const { reports: runs, tell } = reports();
  const parts: OutputPart[] = [];
  const ended = runs.expect('a', { onPart: part => parts.push(part) });
  for (const params of [
    null,
    1,
    {},
    { run: 1 },
    { run: 'a', parts: [1, []] }
  ]) {
    await tell('output', params);
  }
  await tell('run_ended', null);
  await tell('run_ended', { run: 'a' });
  expect([await ended, parts]).toEqual([null, []]);
});

it('hands over what a cell shows, with its objects, and asks it for lines', async () => {
  const { reports: runs, taken, tell } = reports();
  const shown: IDisplay[] = [];
  const onPart = () => undefined;
  const cell: ICellEvents = {
    onDisplay: display => shown.push(display),
    onInput: async (prompt, isPassword) => `${prompt}${isPassword}`
  };
  void runs.expect('a', { onPart, cell });
  void runs.expect('b', { onPart });
  const { method, params } = exampleMessage('sync: display');
  const display = params as Record<string, unknown>;
  const objects = [{}];
  await tell(method!, { ...display, run: 'a', objects });
  await tell(method!, { ...display, run: 'b' });
  await tell(method!, { run: 7 });
  expect(shown).toEqual([
    { type: display.type, content: display.content, objects }
  ]);
  expect(taken).toEqual(['a', 'b']);
  await expect(ask(runs, 'a')).resolves.toBe('Name: false');
  await expect(ask(runs, 'b')).resolves.toBeNull();
});

/** What a run answers to a question for a line. */
async function ask(reports: RunReports, run: string): Promise<unknown> {
  const server = new JSONRPCServer();
  reports.addTo(server);
  const message = exampleMessage('sync: input, request');
  const params = { ...(message.params as object), run };
  const answer = await server.receive({ ...message, params } as never);
  return answer?.result;
}
