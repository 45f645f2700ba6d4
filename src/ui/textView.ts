/**
 * A text to read, in an editor: it may be long, and be searched and copied.
 */
import type { Extension } from '@codemirror/state';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/** Shows a text, which cannot be edited. */
export class TextView extends Widget {
  /**
   * @param options - `label`: what it is for assistive technology.
   */
  constructor(options: { label: string }) {
    super();
    this.addClass('jp-DeephavenText');
    this._editor = new EditorView({
      parent: this.node,
      state: EditorState.create({
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': options.label }),
          jupyterTheme,
          this._language.of([])
        ]
      })
    });
  }

  /** Show a text, in the place of the one before, where it is another. */
  setText(text: string, language: Extension = []): void {
    const { doc } = this._editor.state;
    this._editor.dispatch({
      changes:
        doc.toString() === text
          ? undefined
          : { from: 0, to: doc.length, insert: text },
      effects: this._language.reconfigure(language)
    });
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._editor.destroy();
      super.dispose();
    }
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this._editor.focus();
  }

  private _editor: EditorView;
  private _language = new Compartment();
}
