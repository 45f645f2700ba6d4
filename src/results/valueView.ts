/**
 * What a variable holds that Deephaven has no view for: its type and its text.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import type { IInspection } from '../protocol/sessionVariables';
import { TextView } from '../ui/textView';
import { typeInWords } from './variableText';

/** Shows a value. */
export class ValueView extends Panel {
  constructor(name: string, trans: TranslationBundle) {
    super();
    this.addClass('jp-DeephavenValue');
    this._trans = trans;
    this._type = new Widget();
    this._type.addClass('jp-DeephavenValue-type');
    this._text = new TextView({ label: name });
    this.addWidget(this._type);
    this.addWidget(this._text);
  }

  /** Show what a variable holds now. */
  async showValue(value: IInspection): Promise<void> {
    const { isCut, kind, text } = value;
    const isCode = kind === 'function' || kind === 'class';
    const trans = this._trans;
    const language = isCode
      ? (await import('@codemirror/lang-python')).python()
      : [];
    if (this.isDisposed) {
      return;
    }
    const words = typeInWords(value, trans);
    this._type.node.textContent = isCut
      ? trans.__('%1 · only the beginning is shown', words)
      : words;
    this._text.setText(text, language);
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this._text.activate();
  }

  private _text: TextView;
  private _trans: TranslationBundle;
  private _type: Widget;
}
