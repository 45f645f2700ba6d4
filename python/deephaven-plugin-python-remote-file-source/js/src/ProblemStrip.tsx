/**
 * A strip that says why the panel has nothing newer, and what to do.
 */
import { Button } from '@deephaven/components';
import React from 'react';

import type { IProblem } from './panelModel';
import { PATIENCE } from './panelModel';

/** What happened, and what to do about it. */
function words({ kind, reason }: IProblem): [string, string] {
  switch (kind) {
    case 'closed':
      return [
        'The connection to the worker was closed.',
        'Connect again; if that fails, reload the page.'
      ];
    case 'silent':
      return [
        `The worker has not answered for ${PATIENCE / 1000} seconds.`,
        'It may be busy. The panel keeps asking; if that does not help, reload the page.'
      ];
    case 'unreachable':
      return [
        `The object cannot be opened: ${reason}.`,
        'Check that the variable still exists, then connect again; if that fails, reload the page.'
      ];
    default:
      return [
        `The server plugin gave no answer that the panel understands: ${reason}.`,
        'Check that the server’s deephaven-plugin-python-remote-file-source is up to date.'
      ];
  }
}

/** The strip. */
export function ProblemStrip({
  problem,
  updatedAt,
  onRetry
}: {
  problem: IProblem;
  updatedAt: Date | null;
  onRetry: () => Promise<void>;
}): JSX.Element {
  const [what, advice] = words(problem);
  return (
    <div className="rfs-problem" role="alert">
      <div className="rfs-problem-text">
        <strong>{what}</strong> {advice}
        {updatedAt && ` What you see is of ${updatedAt.toLocaleTimeString()}.`}
      </div>
      {problem.kind !== 'silent' && (
        <Button kind="secondary" onClick={() => void onRetry()}>
          {problem.kind === 'refused' ? 'Ask again' : 'Connect again'}
        </Button>
      )}
    </div>
  );
}
