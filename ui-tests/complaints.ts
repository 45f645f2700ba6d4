/**
 * What a page complains of in the browser's console.
 */
import type { ConsoleMessage, Page } from '@playwright/test';

const OUR_NAME = /deephaven/i;

/** Collects complaints, from when it is made. */
export class Complaints {
  constructor(page: Pick<Page, 'on'>) {
    page.on('console', message => {
      if (isComplaint(message)) {
        this._ours.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', error => {
      const text = error.stack ?? error.message;
      (OUR_NAME.test(text) ? this._ours : this._others).push(text);
    });
  }

  /** Those of our code or with our name in them. */
  get ours(): readonly string[] {
    return this._ours;
  }

  /** Errors of others that nobody caught. */
  get others(): readonly string[] {
    return this._others;
  }

  private _others: string[] = [];
  private _ours: string[] = [];
}

/** Whether it is an error, or a warning, of our code or with our name in it. */
function isComplaint(message: ConsoleMessage): boolean {
  return (
    ['error', 'warning'].includes(message.type()) &&
    OUR_NAME.test(`${message.text()} ${message.location().url}`)
  );
}
