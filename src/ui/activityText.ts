/**
 * Texts about what was sent to workers.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IActivity, IDeephavenServer, IReceipt } from '../tokens';

/** How many names a line has at most. */
const MAX_NAMED = 3;

const NOTHING: IActivity = {
  files: 0,
  bytes: 0,
  requested: 0,
  missing: 0,
  last: null
};

/** A number of bytes, for people. */
export function bytesText(bytes: number, trans: TranslationBundle): string {
  if (bytes < 1000) {
    return trans.__('%1 B', bytes);
  }
  return bytes < 1e6
    ? trans.__('%1 kB', (bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0))
    : trans.__('%1 MB', (bytes / 1e6).toFixed(1));
}

function sentText(
  bytes: number,
  files: number,
  trans: TranslationBundle
): string {
  return trans._n(
    'sent %1 file (%2)',
    'sent %1 files (%2)',
    files,
    bytesText(bytes, trans)
  );
}

/** A run's receipt in one line; empty where nothing was needed. */
export function receiptText(
  receipt: IReceipt,
  trans: TranslationBundle
): string {
  const { bytes, missing, requested, seconds, sent, unchanged } = receipt;
  const found = requested.filter(name => !missing.includes(name));
  const parts = [
    sent > 0 && sentText(bytes, sent, trans),
    unchanged > 0 &&
      trans._n('%1 file up to date', '%1 files up to date', unchanged),
    found.length > 0 &&
      trans.__('the worker asked for %1', someOf(found, trans)),
    missing.length > 0 && trans.__('not served: %1', someOf(missing, trans))
  ].filter(part => part !== false);
  if (parts.length === 0) {
    return '';
  }
  return trans.__('%1 · ready in %2 s', parts.join(' · '), seconds.toFixed(2));
}

/** What has been sent, in one line; empty where nothing was. */
export function activityText(
  activity: IActivity,
  trans: TranslationBundle
): string {
  const { bytes, files, last, missing, requested } = activity;
  return [
    files > 0 && sentText(bytes, files, trans),
    last && trans.__('last at %1', last.toLocaleTimeString()),
    requested > 0 && trans.__('%1 asked for by the worker', requested),
    missing > 0 && trans.__('%1 of them not served', missing)
  ]
    .filter(part => !!part)
    .join(' · ');
}

/** What has been sent of top-level names, a line for each server. */
export function namesActivity(
  names: readonly string[],
  servers: readonly IDeephavenServer[],
  trans: TranslationBundle
): string[] {
  return servers.flatMap(({ config, connection }) => {
    const counts = names.flatMap(
      name => connection?.activity.byName.get(name) ?? []
    );
    const text = activityText(counts.reduce(sum, NOTHING), trans);
    return text ? [trans.__('%1: %2', config.name, text)] : [];
  });
}

function sum(one: IActivity, other: IActivity): IActivity {
  return {
    files: one.files + other.files,
    bytes: one.bytes + other.bytes,
    requested: one.requested + other.requested,
    missing: one.missing + other.missing,
    last: (one.last ?? 0) > (other.last ?? 0) ? one.last : other.last
  };
}

/** Some names, and how many more there are. */
export function someOf(
  names: readonly string[],
  trans: TranslationBundle,
  max: number = MAX_NAMED
): string {
  const left = names.length - max;
  const named = names.slice(0, max).join(', ');
  return left > 0 ? trans.__('%1 and %2 more', named, left) : named;
}
