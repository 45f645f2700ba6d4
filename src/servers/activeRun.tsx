/**
 * What runs on a server now, in its row.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { IDeephavenServer, IRun, IRuns } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import { RowLink } from '../ui/rowLink';
import { progressText } from '../ui/runState';

/** The run that goes on, how many wait for it, and a link that stops it. */
export function ActiveRun(props: {
  commands: CommandRegistry;
  runs: IRuns;
  server: IDeephavenServer;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { commands, runs, server, trans } = props;
  const active = useActiveRuns(runs, server.config.name);
  if (active.length === 0) {
    return null;
  }
  const [run, ...waiting] = active;
  return (
    <span className="jp-Deephaven-note jp-DeephavenServers-run">
      <span className="jp-DeephavenServers-runLabel" title={run.label}>
        {run.file === null ? run.label : PathExt.basename(run.file)}
      </span>
      <span>
        {' · '}
        {progressText(run, trans)}
        {waiting.length > 0 &&
          trans._n(' · %1 waits', ' · %1 wait', waiting.length)}{' '}
        {commands.hasCommand(CommandIDs.stopRun) && (
          <RowLink
            title={trans.__('Stop %1', run.label)}
            onClick={() => {
              void commands.execute(CommandIDs.stopRun, { run: run.id });
            }}
          >
            {trans.__('Stop')}
          </RowLink>
        )}
      </span>
    </span>
  );
}

/**
 * The runs of a server that have not ended, the first one first. What changes is
 * drawn once a frame at most, and the time each second.
 */
function useActiveRuns(runs: IRuns, server: string): readonly IRun[] {
  const [, draw] = React.useReducer((count: number) => count + 1, 0);
  const active = runs.runs.filter(
    run => run.server === server && run.ended === null
  );
  const isActive = active.length > 0;
  React.useEffect(() => {
    const receiver = {};
    let frame: number | null = null;
    const drawSoon = () => {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        draw();
      });
    };
    const follow = () => {
      for (const run of runs.runs) {
        if (run.server === server && run.ended === null) {
          run.changed.connect(drawSoon, receiver);
        }
      }
      drawSoon();
    };
    runs.changed.connect(follow, receiver);
    runs.ended.connect((_, run) => {
      run.changed.disconnect(drawSoon, receiver);
      drawSoon();
    }, receiver);
    follow();
    return () => {
      Signal.disconnectReceiver(receiver);
      if (frame !== null) {
        cancelAnimationFrame(frame);
      }
    };
  }, [runs, server]);
  React.useEffect(() => {
    if (!isActive) {
      return undefined;
    }
    const timer = setInterval(draw, 1000);
    return () => clearInterval(timer);
  }, [isActive]);
  return active;
}
