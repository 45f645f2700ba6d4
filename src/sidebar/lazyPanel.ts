/**
 * A panel whose widget is loaded when it is first shown.
 */
import type { Message } from '@lumino/messaging';
import { StackedPanel, Widget } from '@lumino/widgets';

/** Shows one widget, of which nothing is loaded before. */
export class LazyPanel extends StackedPanel {
  /**
   * @param load - makes the widget; called again, when the panel is shown
   * again, if it fails.
   * @param failed - what to show meanwhile.
   */
  constructor(
    load: () => Promise<Widget>,
    failed: (reason: unknown) => string
  ) {
    super();
    this._load = load;
    this._failed = failed;
  }

  protected onBeforeShow(message: Message): void {
    super.onBeforeShow(message);
    this._fill();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._fill();
    }
  }

  private _fill(): void {
    if (this._isAsked) {
      return;
    }
    this._isAsked = true;
    this._load().then(
      widget => this._show(widget),
      reason => {
        console.error('A panel could not be loaded', reason);
        this._isAsked = false;
        const text = new Widget();
        text.addClass('jp-Deephaven-empty');
        text.node.textContent = this._failed(reason);
        this._show(text);
      }
    );
  }

  private _show(widget: Widget): void {
    if (this.isDisposed) {
      widget.dispose();
      return;
    }
    [...this.widgets].forEach(old => old.dispose());
    this.addWidget(widget);
  }

  private _failed: (reason: unknown) => string;
  private _isAsked = false;
  private _load: () => Promise<Widget>;
}
