/**
 * The lines above and below a run's output.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon, errorIcon, UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IRun } from '../tokens';

/** What both take. */
interface IProps {
  run: IRun;
  trans: TranslationBundle;
}

/** What ran, where, when and how it ended. */
export function RunHeader({ run, trans }: IProps): JSX.Element {
  return (
    <UseSignal signal={run.changed}>
      {() => {
        const failed = run.failure !== null || run.result?.error != null;
        return (
          <>
            <span
              className="jp-DeephavenOutput-state"
              data-state={stateOf(run)}
            >
              {!run.ended ? (
                <span
                  className="jp-Deephaven-spinner"
                  role="img"
                  aria-label={trans.__('Running')}
                />
              ) : failed ? (
                <errorIcon.react tag="span" title={trans.__('Failed')} />
              ) : (
                <checkIcon.react tag="span" title={trans.__('Done')} />
              )}
            </span>
            <span className="jp-DeephavenOutput-label" title={run.label}>
              {run.label}
            </span>
            <span className="jp-DeephavenOutput-details">
              {run.ended
                ? trans.__(
                    '%1 · %2 · %3',
                    run.server,
                    run.started.toLocaleTimeString(),
                    duration(run, trans)
                  )
                : trans.__(
                    '%1 · %2',
                    run.server,
                    run.started.toLocaleTimeString()
                  )}
            </span>
          </>
        );
      }}
    </UseSignal>
  );
}

/** The names of what the run created, changed and removed. */
export function RunFooter({ run, trans }: IProps): JSX.Element {
  return (
    <UseSignal signal={run.changed}>
      {() => {
        if (!run.result) {
          return null;
        }
        const { created, updated, removed } = run.result;
        return (
          <>
            <Names label={trans.__('Created')} names={created} />
            <Names label={trans.__('Updated')} names={updated} />
            <Names label={trans.__('Removed')} names={removed} />
          </>
        );
      }}
    </UseSignal>
  );
}

function Names(props: { label: string; names: string[] }): JSX.Element | null {
  const { label, names } = props;
  if (names.length === 0) {
    return null;
  }
  return (
    <p className="jp-DeephavenOutput-names">
      <span>{label}</span>
      {names.map(name => (
        <code key={name}>{name}</code>
      ))}
    </p>
  );
}

function stateOf(run: IRun): 'running' | 'failed' | 'done' {
  if (!run.ended) {
    return 'running';
  }
  return run.failure !== null || run.result?.error != null ? 'failed' : 'done';
}

function duration(run: IRun, trans: TranslationBundle): string {
  const seconds = (run.ended!.getTime() - run.started.getTime()) / 1000;
  return seconds < 60
    ? trans.__('%1 s', seconds.toFixed(seconds < 10 ? 2 : 1))
    : trans.__('%1 min', (seconds / 60).toFixed(1));
}
