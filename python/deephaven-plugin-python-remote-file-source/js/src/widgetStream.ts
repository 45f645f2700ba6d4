/**
 * The message stream of a Deephaven widget, as the panel's model takes it.
 */
import type { dh as DhType } from '@deephaven/jsapi-types';

import type { IStream } from './panelModel';

/** Open the stream of the widget that a function of the web IDE fetches. */
export async function openStream(
  dh: typeof DhType,
  fetch: () => Promise<unknown>
): Promise<IStream> {
  return new WidgetStream(dh, (await fetch()) as DhType.Widget);
}

class WidgetStream implements IStream {
  constructor(
    dh: typeof DhType,
    private readonly _widget: DhType.Widget
  ) {
    _widget.addEventListener<DhType.WidgetMessageDetails>(
      dh.Widget.EVENT_MESSAGE,
      event => this.onMessage?.(event.detail.getDataAsString())
    );
    _widget.addEventListener(dh.Widget.EVENT_CLOSE, () => this.onClose?.());
  }

  onMessage: ((text: string) => void) | null = null;
  onClose: (() => void) | null = null;

  send(message: string): void {
    this._widget.sendMessage(message, []);
  }

  close(): void {
    this._widget.close();
  }
}
