/**
 * Failures of commands: shown to the user who chose one, thrown to the caller
 * who passed explicit arguments.
 */
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CancelledError } from '../connection/failures';

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
    if (reason instanceof CancelledError) {
      return undefined;
    }
    notifyFailure(reason);
    return undefined;
  }
}

/** What a notification shows of a text, in characters. */
const MAX_NOTIFICATION = 140;

/**
 * Show a failure to the user: as a notification, or in a dialog where a
 * notification would cut it off.
 */
export function notifyFailure(reason: unknown): void {
  const message = reason instanceof Error ? reason.message : String(reason);
  const actions = reason instanceof ActionableError ? reason.actions : [];
  if (message.length <= MAX_NOTIFICATION) {
    Notification.error(message, {
      autoClose: actions.length > 0 ? 15000 : 8000,
      actions: [...actions]
    });
  } else {
    void showFailure(message, actions);
  }
}

async function showFailure(
  message: string,
  actions: readonly NotificationAction[]
): Promise<void> {
  const { button } = await showDialog({
    body: message,
    buttons:
      actions.length > 0
        ? [
            Dialog.cancelButton(),
            ...actions.map(({ label }) => Dialog.okButton({ label }))
          ]
        : [Dialog.okButton()]
  });
  const chosen = actions.find(({ label }) => label === button.label);
  chosen?.callback(new MouseEvent('click'));
}

/** How long an action can be undone by its notification, in milliseconds. */
const UNDO_TIME = 8000;

/**
 * Tell the user what was done, with a button that undoes it.
 *
 * @param message - what was done.
 * @param caption - what undoing does.
 */
export function offerUndo(
  message: string,
  caption: string,
  undo: () => Promise<unknown>,
  trans: TranslationBundle
): void {
  Notification.info(message, {
    autoClose: UNDO_TIME,
    actions: [
      {
        label: trans.__('Undo'),
        caption,
        displayType: 'accent',
        callback: () => {
          void reportFailure(false, undo);
        }
      }
    ]
  });
}
