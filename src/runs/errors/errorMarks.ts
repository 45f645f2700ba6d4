/**
 * Marks the lines at which the last run failed in the editors of their files.
 */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import type { Contents } from '@jupyterlab/services';

import type { IRun, IRunException, IRuns } from '../../tokens';

type Editor = IDocumentWidget<FileEditor>;

/** Keep the marks of all editors up to date. */
export function markErrors(
  runs: IRuns,
  editors: IEditorTracker,
  contents: Contents.IManager
): void {
  /** The run whose failure is marked, and its lines by path. */
  let marked: IRun | null = null;
  let lines = new Map<string, number>();

  const mark = async (widget: Editor): Promise<void> => {
    const run = marked;
    await Promise.all([widget.context.ready, widget.content.ready]);
    const line = lines.get(contents.normalize(widget.context.path));
    const exception = run?.result?.exception;
    if (line === undefined || !exception) {
      return;
    }
    // Not before something fails.
    const { markLine } = await import('./errorMark');
    const view = viewOf(widget.content.editor);
    if (run === marked && !widget.isDisposed && view) {
      markLine(view, line, summaryOf(exception));
    }
  };

  runs.started.connect(async () => {
    if (!marked) {
      return;
    }
    marked = null;
    lines = new Map();
    const { unmark } = await import('./errorMark');
    editors.forEach(widget => {
      const view = viewOf(widget.content.editor);
      if (view) {
        unmark(view);
      }
    });
  });
  runs.ended.connect((_, run) => {
    const exception = run.result?.exception;
    if (!exception) {
      return;
    }
    marked = run;
    lines = new Map(
      exception.frames
        .filter(({ cell }) => cell === null)
        .map(({ path, line }) => [path, line])
    );
    editors.forEach(widget => void mark(widget));
  });
  // Opened from the traceback, for example.
  editors.widgetAdded.connect((_, widget) => void mark(widget));
}

/** The exception in one line. */
function summaryOf({ name, message }: IRunException): string {
  const [line] = message.split('\n', 1);
  return line === '' ? name : `${name}: ${line}`;
}

/** The view of an editor; undefined for one that is not of CodeMirror. */
function viewOf(editor: CodeEditor.IEditor) {
  return (editor as Partial<CodeMirrorEditor>).editor;
}
