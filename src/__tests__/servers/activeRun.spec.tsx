import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate } from '@lumino/coreutils';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { Runs } from '../../runs/runs';
import { ActiveRun } from '../../servers/activeRun';
import type { IDeephavenServer, IRunOptions, IRunResult } from '../../tokens';

const RESULT: IRunResult = {
  error: null,
  exception: null,
  created: [],
  updated: [],
  removed: [],
  output: ''
};

describe('the run in the row of a server', () => {
  const frames: FrameRequestCallback[] = [];
  let given: IRunOptions;
  let end: PromiseDelegate<IRunResult>;
  let widget: Widget;

  const server = {
    config: { name: 'Test' },
    run: (_: string, options: IRunOptions) => {
      given = options;
      end = new PromiseDelegate();
      return end.promise;
    }
  } as unknown as IDeephavenServer;
  const runs = new Runs(() => ({ keptRuns: 10, keptOutput: 1000 }));

  const settle = () => new Promise(resolve => setTimeout(resolve, 0));
  const nextFrame = async () => {
    frames.splice(0).forEach(draw => draw(0));
    await settle();
  };
  const shown = () => widget.node.textContent;

  beforeEach(async () => {
    jest
      .spyOn(window, 'requestAnimationFrame')
      .mockImplementation(draw => frames.push(draw));
    widget = ReactWidget.create(
      <ActiveRun
        commands={new CommandRegistry()}
        runs={runs}
        server={server}
        trans={nullTranslator.load('test')}
      />
    );
    Widget.attach(widget, document.body);
    MessageLoop.flush();
    await (widget as ReactWidget).renderPromise;
    await settle();
    await nextFrame();
  });

  afterEach(() => {
    widget.dispose();
    frames.length = 0;
    jest.restoreAllMocks();
  });

  it('follows what shows for less than a second', async () => {
    const running = runs.run(server, '', 'a.py');
    await nextFrame();
    expect(shown()).toContain('a.py · sending files');
    given.onSent?.({ run: 'r', client: 'c' } as never);
    await nextFrame();
    expect(shown()).toContain('a.py · starting');
    given.onBegin?.();
    await nextFrame();
    expect(shown()).toMatch(/a\.py · \d+ s/);
    void runs.stop(runs.runs[0]);
    await nextFrame();
    expect(shown()).toContain('a.py · stopping');
    end.resolve(RESULT);
    await running;
    await nextFrame();
    expect(shown()).toBe('');
  });

  it('is drawn once a frame, however much a run prints', async () => {
    const running = runs.run(server, '', 'b.py');
    await nextFrame();
    for (let line = 0; line < 100; line++) {
      given.onOutput?.('text\n', 'stdout');
    }
    expect(frames).toHaveLength(1);
    await nextFrame();
    expect(frames).toHaveLength(0);
    end.resolve(RESULT);
    await running;
  });

  it('follows nothing once it is gone', async () => {
    const running = runs.run(server, '', 'c.py');
    await nextFrame();
    widget.dispose();
    await settle();
    given.onBegin?.();
    expect(frames).toHaveLength(0);
    end.resolve(RESULT);
    await running;
  });
});
