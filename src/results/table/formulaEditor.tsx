/**
 * A field for a formula, in the place of that of Deephaven's grid, whose editor
 * weighs more than all the rest.
 */
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';
import * as React from 'react';

/** What the grid passes. */
interface IProps {
  readonly className?: string;
  readonly editorIndex?: number;
  readonly invalid?: boolean;
  readonly onContentChanged?: (value?: string) => void;
  /** Called when Tab leaves the field, with its index. */
  readonly onTab?: (editorIndex: number, isBackward: boolean) => void;
  readonly placeholder?: string;
  readonly value?: string;
}

/** The field. */
export function InputEditor(props: IProps): JSX.Element {
  const node = React.useRef<HTMLDivElement>(null);
  const latest = React.useRef(props);
  latest.current = props;
  React.useEffect(() => {
    const tab = (isBackward: boolean) => () => {
      const { editorIndex = 0, onTab } = latest.current;
      onTab?.(editorIndex, isBackward);
      return onTab !== undefined;
    };
    const editor = new EditorView({
      parent: node.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          keymap.of([{ key: 'Tab', run: tab(false), shift: tab(true) }]),
          placeholder(latest.current.placeholder ?? ''),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': latest.current.placeholder ?? ''
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) {
              latest.current.onContentChanged?.(state.doc.toString());
            }
          }),
          jupyterTheme
        ]
      })
    });
    return () => editor.destroy();
  }, []);
  const classes = [
    'input-editor-wrapper',
    'jp-DeephavenFormula',
    props.invalid ? 'invalid' : '',
    props.className ?? ''
  ];
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      data-testid="custom-column-formula"
      ref={node}
    />
  );
}

export default InputEditor;
