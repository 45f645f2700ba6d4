/**
 * Tells screen readers how runs end.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRun, IRuns } from '../../tokens';
import { durationText } from '../../ui/runState';

/** Say of each run that ends what became of it, in a live region of the page. */
export function announceRuns(runs: IRuns, trans: TranslationBundle): void {
  // Made at once: readers do not hear a region that comes with its text.
  const region = document.createElement('div');
  region.className = 'jp-DeephavenAnnouncer';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-label', trans.__('Runs in Deephaven'));
  document.body.append(region);
  runs.ended.connect((_, run) => {
    region.textContent = endText(run, trans);
  });
}

function endText(run: IRun, trans: TranslationBundle): string {
  const { began, ended, label, result, started } = run;
  if (run.isStopped) {
    return trans.__('%1 was stopped.', label);
  }
  if (run.failed) {
    const reason = result?.exception?.name ?? run.failure ?? result?.error;
    return trans.__('%1 failed: %2', label, reason ?? '');
  }
  const time = durationText(began ?? started, ended ?? new Date(), trans);
  return trans.__('%1 is done after %2.', label, time);
}
