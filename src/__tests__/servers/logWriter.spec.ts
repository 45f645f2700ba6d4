import type { ITextLog } from '@jupyterlab/logconsole';
import { Logger } from '@jupyterlab/logconsole';
import { nullTranslator } from '@jupyterlab/translation';

import { LogWriter } from '../../servers/log/logWriter';

/** A writer, and what it wrote since this was asked last. */
function writing() {
  const logs: ITextLog[] = [];
  const logger = new Logger({ source: 's', maxLength: 1000, level: 'info' });
  const log = logger.log.bind(logger);
  logger.log = payload => {
    logs.push(payload as ITextLog);
    log(payload);
  };
  const writer = new LogWriter(() => logger, nullTranslator.load('test'));
  const add = (text: string, level: 'info' | 'error' = 'info') =>
    writer.add({ level, text });
  /** How many lines the log console keeps. */
  const kept = () => {
    const { outputAreaModel: model } = logger;
    const texts = Array.from({ length: model.length }, (_, i) =>
      String(model.get(i).data['text/plain'])
    );
    return texts.join('\n').split('\n').length;
  };
  return { add, kept, logger, logs: () => logs.splice(0), writer };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('writes plain text a moment later, lines of a level together', () => {
  const { add, logs } = writing();
  add('one');
  add('<b>two</b>');
  add('three', 'error');
  add('four');
  expect(logs()).toEqual([]);
  jest.advanceTimersByTime(100);
  expect(logs()).toEqual([
    { type: 'text', level: 'info', data: 'one\n<b>two</b>' },
    { type: 'text', level: 'error', data: 'three' },
    { type: 'text', level: 'info', data: 'four' }
  ]);
  expect(jest.getTimerCount()).toBe(0);
});

it('writes many lines in portions, in their order', () => {
  const { add, logs } = writing();
  const lines = Array.from({ length: 230 }, (_, i) => `line ${i}`);
  lines.forEach(line => add(line));
  const portions: string[] = [];
  while (jest.getTimerCount() > 0) {
    jest.advanceTimersByTime(100);
    portions.push(...logs().map(({ data }) => data));
  }
  expect(portions.map(text => text.split('\n').length)).toEqual([
    50, 50, 50, 50, 30
  ]);
  expect(portions.join('\n').split('\n')).toEqual(lines);
});

it('writes few long lines at a time, one at least', () => {
  const { add, logs } = writing();
  for (const length of [30000, 15000, 4000, 4000]) {
    add('x'.repeat(length));
  }
  const lengths: number[] = [];
  while (jest.getTimerCount() > 0) {
    jest.advanceTimersByTime(100);
    lengths.push(...logs().map(({ data }) => data.length));
  }
  expect(lengths).toEqual([30000, 15000 + 1 + 4000, 4000]);
});

it('keeps the newest thousand of more, and says how many are left out', () => {
  const { add, logs } = writing();
  for (let i = 0; i < 5000; i++) {
    add(`line ${i}`);
  }
  jest.advanceTimersByTime(100);
  const [note, first] = logs();
  expect(note).toEqual({
    type: 'text',
    level: 'warning',
    data: '… 4000 more lines came too fast to be shown.'
  });
  expect(first.data.split('\n')[0]).toBe('line 4000');
  jest.advanceTimersByTime(10000);
  const texts = logs().map(({ data }) => data);
  expect(texts[texts.length - 1].split('\n').pop()).toBe('line 4999');
  expect(jest.getTimerCount()).toBe(0);
});

describe('keeps as many lines as the log console keeps entries', () => {
  const fill = async ({ add, kept }: ReturnType<typeof writing>) => {
    const seen: number[] = [];
    for (let i = 0; i < 3000; i++) {
      add(`line ${i}`);
      if (i % 50 === 49) {
        jest.advanceTimersByTime(100);
        seen.push(kept());
      }
    }
    return Math.max(...seen);
  };

  it('when many come', async () => {
    const all = writing();
    expect(await fill(all)).toBe(1000);
    expect(all.logger.maxLength).toBe(1000);
    expect(all.kept()).toBe(1000);
  });

  it('also after it was cleared, and where another level is chosen', async () => {
    const all = writing();
    await fill(all);
    all.logger.clear();
    expect(await fill(all)).toBe(1000);
    all.logger.clear();
    all.logger.level = 'error';
    await fill(all);
    // That the level has changed.
    expect(all.kept()).toBe(1);
    all.add('last', 'error');
    jest.advanceTimersByTime(100);
    expect(all.kept()).toBe(2);
  });

  it('counting long lines as several', () => {
    const { add, logger } = writing();
    for (let i = 0; i < 100; i++) {
      add('x'.repeat(4000));
      jest.advanceTimersByTime(100);
    }
    expect(logger.length).toBe(50);
  });

  it('but the last entry in any case', () => {
    const { add, logger } = writing();
    add('first');
    add('\n'.repeat(5000), 'error');
    jest.advanceTimersByTime(100);
    expect(logger.length).toBe(1);
  });
});

it('writes nothing any more when it is disposed', () => {
  const { add, logs, writer } = writing();
  add('one');
  writer.dispose();
  add('two');
  jest.advanceTimersByTime(10000);
  expect(logs()).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
