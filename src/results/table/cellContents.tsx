/**
 * Shows the whole text of a cell, in the place of the dialog of Deephaven's
 * grid, whose editor weighs more than all the rest.
 */
import { lineNumbers } from '@codemirror/view';
import { Clipboard, Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { notifyFailure } from '../../ui/commandErrors';
import { TextView } from '../../ui/textView';
import { TransContext } from '../deephaven/transContext';

/** What the grid passes. */
interface IProps {
  readonly text: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A dialog of JupyterLab's while it is open; nothing in the grid itself. */
export default function CellContents(props: IProps): null {
  const { isOpen, onClose, text } = props;
  const trans = React.useContext(TransContext);
  // The grid passes another function each time it draws itself.
  const close = React.useRef(onClose);
  close.current = onClose;
  React.useEffect(() => {
    if (!isOpen) {
      return;
    }
    let dialog: Dialog<unknown> | null = null;
    let isWanted = true;
    const show = async () => {
      const body = await textBody(text, trans);
      if (!isWanted) {
        body.dispose();
        return;
      }
      dialog = new Dialog({
        title: trans.__('Cell Contents'),
        body,
        hasClose: true,
        buttons: [
          Dialog.cancelButton({ label: trans.__('Close') }),
          Dialog.okButton({ label: trans.__('Copy') })
        ]
      });
      const { button } = await dialog.launch();
      if (button.accept) {
        // As it is in the table, not as it is formatted here.
        Clipboard.copyToSystem(text);
      }
      close.current();
    };
    show().catch(notifyFailure);
    return () => {
      isWanted = false;
      dialog?.dispose();
    };
  }, [isOpen, text, trans]);
  return null;
}

/** The text as a widget: JSON on several lines, with its colours. */
async function textBody(
  text: string,
  trans: TranslationBundle
): Promise<TextView> {
  const view = new TextView({ label: trans.__('Cell Contents') });
  view.addClass('jp-DeephavenCell');
  const formatted = formattedJSON(text);
  if (formatted === null) {
    view.setText(text);
  } else {
    const { json } = await import('@codemirror/lang-json');
    view.setText(formatted, [json(), lineNumbers()]);
  }
  return view;
}

/** A JSON object or array on several lines; null for other texts. */
function formattedJSON(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) {
    return null;
  }
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return null;
  }
}
