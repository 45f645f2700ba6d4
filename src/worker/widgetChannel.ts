/**
 * A Deephaven widget's message stream as a channel of the protocol.
 */
import type { dh } from '@deephaven/jsapi-types';

import type { DeephavenApi } from '../connection/api';
import type { IChannel } from '../protocol/connection';

/** An object of the worker that came with a message. */
export interface IWorkerObject {
  readonly api: DeephavenApi;
  /** Whoever takes it closes it. */
  readonly object: dh.WidgetExportedObject;
}

/** The channel of a plugin object's widget. */
export class WidgetChannel implements IChannel {
  constructor(api: DeephavenApi, widget: dh.Widget) {
    this._widget = widget;
    widget.addEventListener<dh.WidgetMessageDetails>(
      api.Widget.EVENT_MESSAGE,
      ({ detail }) =>
        this.onMessage?.(
          detail.getDataAsString(),
          detail.exportedObjects.map((object): IWorkerObject => ({
            api,
            object
          }))
        )
    );
    widget.addEventListener(api.Widget.EVENT_CLOSE, () => this._closed());
  }

  onMessage: ((text: string, objects?: readonly unknown[]) => void) | null =
    null;
  onClose: (() => void) | null = null;

  send(message: string | Uint8Array): void {
    // A dead widget swallows messages without a word.
    if (!this._isOpen) {
      throw new Error('The connection to the server plugin is closed.');
    }
    this._widget.sendMessage(message);
  }

  close(): void {
    if (this._isOpen) {
      this._isOpen = false;
      this._widget.close();
    }
  }

  private _closed(): void {
    if (this._isOpen) {
      this._isOpen = false;
      this.onClose?.();
    }
  }

  private _isOpen = true;
  private _widget: dh.Widget;
}
