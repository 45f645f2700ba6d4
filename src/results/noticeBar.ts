/**
 * A line that says how things are, with a button for the next step.
 */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/** What is said, and the button for the next step. */
export interface INotice {
  readonly text: string;
  readonly isError?: boolean;
  readonly isBusy?: boolean;
  readonly action?: { readonly label: string; readonly execute: () => void };
}

/** The line; hidden while there is nothing to say. */
export class NoticeBar extends Widget {
  constructor() {
    super();
    this.addClass('jp-DeephavenVariable-notice');
    this.node.setAttribute('role', 'status');
    this.hide();
  }

  /** Whether there is a button. */
  get hasAction(): boolean {
    return this._button !== null;
  }

  /**
   * Say something in place of what was said before.
   *
   * @returns whether it is something else.
   */
  say(notice: INotice | null): boolean {
    const key = notice && JSON.stringify(notice);
    if (key === this._said) {
      // Not to take the focus from the button, nor to say it twice.
      return false;
    }
    this._said = key;
    this.setHidden(notice === null);
    this.toggleClass('jp-mod-error', notice?.isError ?? false);
    this.node.textContent = '';
    this._button = null;
    if (notice) {
      this._add(notice);
    }
    return true;
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this._button?.focus();
  }

  private _add({ action, isBusy, text }: INotice): void {
    if (isBusy) {
      const spinner = document.createElement('span');
      spinner.className = 'jp-Deephaven-spinner';
      this.node.appendChild(spinner);
    }
    const words = document.createElement('span');
    words.textContent = text;
    this.node.appendChild(words);
    if (action) {
      const button = document.createElement('button');
      button.className = 'jp-Button jp-mod-styled jp-mod-accept';
      button.textContent = action.label;
      button.addEventListener('click', action.execute);
      this.node.appendChild(button);
      this._button = button;
    }
  }

  private _button: HTMLButtonElement | null = null;
  private _said: string | null = null;
}
