/**
 * Failures of commands: shown to the user who chose one, thrown to the caller
 * who passed explicit arguments.
 */
import { Notification } from '@jupyterlab/apputils';

/** A button of a notification. */
export type NotificationAction = Notification.IAction;

/** What failed, and what the user can do about it at once. */
export class ActionableError extends Error {
  constructor(
    message: string,
    readonly actions: readonly NotificationAction[]
  ) {
    super(message);
  }
}

/**
 * Do what a command does.
 *
 * @param isExplicit - whether the caller passed what to act on; then failures
 * are theirs to handle.
 * @param work - what to do.
 * @returns what `work` resolves to; undefined after a failure that was shown.
 */
export async function reportFailure<T>(
  isExplicit: boolean,
  work: () => Promise<T>
): Promise<T | undefined> {
  try {
    return await work();
  } catch (reason) {
    if (isExplicit) {
      throw reason;
    }
    notifyFailure(reason);
    return undefined;
  }
}

/** Show a failure to the user. */
export function notifyFailure(reason: unknown): void {
  const message = reason instanceof Error ? reason.message : String(reason);
  const actions =
    reason instanceof ActionableError ? [...reason.actions] : undefined;
  Notification.error(message, { autoClose: actions ? 15000 : 8000, actions });
}
