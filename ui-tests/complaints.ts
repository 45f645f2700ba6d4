/**
 * What a page complains of in the browser's console.
 */
import type { ConsoleMessage, Page } from '@playwright/test';

/** Collects complaints, from when it is made. */
export class Complaints {
  constructor(page: Pick<Page, 'on'>) {
    page.on('console', message => {
      if (isComplaint(message)) {
        this._texts.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', error => {
      this._texts.push(`not caught: ${error.stack ?? error.message}`);
    });
  }

  /** What nobody caught, and what was logged by us or names us. */
  get ours(): readonly string[] {
    return this._texts;
  }

  private _texts: string[] = [];
}

/** Whether it is an error, or a warning, of our code or with our name in it. */
function isComplaint(message: ConsoleMessage): boolean {
  return (
    ['error', 'warning'].includes(message.type()) &&
    /deephaven/i.test(`${message.text()} ${message.location().url}`)
  );
}
