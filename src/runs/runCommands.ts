/**
 * The commands that run code in Deephaven.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog } from '@jupyterlab/apputils';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CancelledError } from '../connection/failures';
import type { JupyterFileStore } from '../files/fileStore';
import { fileText } from '../files/fileText';
import { isPythonFile } from '../protocol/names';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IRunOptions,
  IRunResult,
  IRuns
} from '../tokens';
import type { IOpenDocuments } from '../tree/types';
import { ActionableError, reportFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import { runSelectionIcon } from '../ui/icons';

/** The id of the output panel: looking at it does not change what is edited. */
export const OUTPUT_WIDGET_ID = 'jupyterlab-deephaven-output';

/** Arguments of a command. */
type Args = ReadonlyPartialJSONObject;

/** What to run. */
interface ICode extends Pick<IRunOptions, 'bytes' | 'path' | 'line'> {
  readonly code: string;
  readonly label: string;
}

/** What the commands work with. */
export interface IRunCommandsOptions {
  readonly servers: IDeephavenServers;
  readonly runs: IRuns;
  readonly contents: Contents.IManager;
  readonly documents: IOpenDocuments | null;
  readonly store: JupyterFileStore;
  readonly editors: IEditorTracker | null;
  readonly browsers: IFileBrowserFactory | null;
  readonly trans: TranslationBundle;
}

/** Add the commands to an application. */
export function addRunCommands(
  app: JupyterFrontEnd,
  options: IRunCommandsOptions
): void {
  const { commands } = app;
  const { servers, runs, editors, browsers, trans } = options;

  /** Runs on the server that is asked for, connecting it where needed. */
  const run = async (
    { code, label, ...place }: ICode,
    args: Args
  ): Promise<IRunResult> => {
    const server = await chooseServer(
      app,
      servers,
      args.server,
      place.path ?? null,
      trans
    );
    if (!server || !(await servers.connect(server))) {
      throw new CancelledError(
        trans.__('Connecting was cancelled, so nothing has run.')
      );
    }
    return runs.run(server, code, label, place);
  };

  /** The current editor; not one that lies behind a notebook, say. */
  const shownEditor = () => {
    const shown = app.shell.currentWidget;
    const current = editors?.currentWidget ?? null;
    return shown === current || shown?.id === OUTPUT_WIDGET_ID ? current : null;
  };

  /** The editor that a command acts on, if its file is Python. */
  const editor = (args: Args): IDocumentWidget<FileEditor> | null => {
    const widget = args.widget
      ? editors?.find(({ id }) => id === args.widget)
      : shownEditor();
    return widget && isPythonFile(widget.context.path) ? widget : null;
  };
  const selectedFile = () =>
    [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])].find(item =>
      isPythonFile(item.path)
    )?.path;

  const askCode = async (): Promise<string> => {
    const answer = await InputDialog.getText({
      title: trans.__('Run Python in Deephaven'),
      okLabel: trans.__('Run')
    });
    if (!answer.button.accept) {
      throw new CancelledError();
    }
    return answer.value ?? '';
  };

  commands.addCommand(CommandIDs.runCode, {
    label: trans.__('Run Code in Deephaven…'),
    caption: trans.__('Run a text of Python in Deephaven'),
    execute: args =>
      reportFailure(args.code !== undefined, async () => {
        const code =
          args.code === undefined ? await askCode() : String(args.code);
        return run({ code, label: firstLine(code) }, args);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          code: {
            type: 'string',
            description: trans.__('The Python to run; by default a form asks')
          },
          server: serverSchema(trans)
        }
      }
    }
  });

  commands.addCommand(CommandIDs.runFile, {
    label: args =>
      args.widget
        ? ''
        : args.browser
          ? trans.__('Run in Deephaven')
          : trans.__('Run File in Deephaven'),
    caption: trans.__('Run this Python file in Deephaven, saved or not'),
    icon: runIcon,
    isEnabled: args =>
      args.path !== undefined ||
      (args.browser ? selectedFile() !== undefined : editor(args) !== null),
    isVisible: args => args.widget === undefined || editor(args) !== null,
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const path =
          (args.path as string | undefined) ??
          (args.browser ? selectedFile() : editor(args)?.context.path);
        if (path === undefined) {
          throw new Error(trans.__('There is no Python file open to run.'));
        }
        const text = await fileText(path, options);
        return run({ ...text, label: path, path }, args);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__('The file to run; by default the open one')
          },
          server: serverSchema(trans),
          widget: widgetSchema(trans),
          browser: {
            type: 'boolean',
            description: trans.__('Run the file selected in the file browser')
          }
        }
      }
    }
  });

  commands.addCommand(CommandIDs.runSelection, {
    label: args =>
      args.widget ? '' : trans.__('Run Selection or Line in Deephaven'),
    caption: trans.__(
      'Run the selected text in Deephaven, or the line the cursor is in'
    ),
    icon: runSelectionIcon,
    isEnabled: args => editor(args) !== null,
    isVisible: args => args.widget === undefined || editor(args) !== null,
    execute: args =>
      reportFailure(isExplicit(args), async () => {
        const widget = editor(args);
        if (!widget) {
          throw new Error(trans.__('There is no Python file open to run.'));
        }
        const { text, line } = selectionOrLine(widget.content.editor);
        const { path } = widget.context;
        const name = PathExt.basename(path);
        const label = trans.__('%1, line %2', name, line + 1);
        return run({ code: text, label, path, line }, args);
      }),
    describedBy: {
      args: {
        type: 'object',
        properties: { server: serverSchema(trans), widget: widgetSchema(trans) }
      }
    }
  });

  const onEditorsChanged = () => {
    commands.notifyCommandChanged(CommandIDs.runFile);
    commands.notifyCommandChanged(CommandIDs.runSelection);
  };
  editors?.currentChanged.connect(onEditorsChanged);
  // Also when a file is renamed.
  editors?.widgetUpdated.connect(onEditorsChanged);
}

/** What describes the argument `widget`. */
export function widgetSchema(trans: TranslationBundle) {
  return {
    type: 'string',
    description: trans.__('The id of the document whose toolbar it is in')
  };
}

/** What describes the argument `server`. */
export function serverSchema(trans: TranslationBundle) {
  return {
    type: 'string',
    description: trans.__(
      'The name or URL of a configured server; by default the one of the document'
    )
  };
}

/**
 * The server to run on; null when the user cancels.
 *
 * @param asked - the name or URL that a command was given; undefined for none.
 * @param path - the document whose code is to run; null for none.
 */
export async function chooseServer(
  app: JupyterFrontEnd,
  servers: IDeephavenServers,
  asked: unknown,
  path: string | null,
  trans: TranslationBundle
): Promise<IDeephavenServer | null> {
  await servers.ready;
  if (asked !== undefined) {
    const server = servers.find(String(asked));
    if (!server) {
      throw new Error(
        trans.__('No server called “%1” is configured.', String(asked))
      );
    }
    return server;
  }
  const picked = path === null ? null : servers.pickedFor(path);
  if (picked) {
    return picked;
  }
  const { current } = servers;
  const connected = servers.servers.filter(
    ({ state }) => state === 'connected'
  );
  // What is lost will soon be back: not another server in its place.
  if (
    current &&
    (connected.includes(current) ||
      connected.length === 0 ||
      current.state === 'lost')
  ) {
    return current;
  }
  const candidates = connected.length > 0 ? connected : servers.servers;
  if (candidates.length === 0) {
    throw new ActionableError(
      trans.__('There is no Deephaven server to run on yet.'),
      [
        {
          label: trans.__('Add a server'),
          displayType: 'accent',
          callback: () => {
            void app.commands.execute(CommandIDs.addServer);
          }
        }
      ]
    );
  }
  if (candidates.length === 1) {
    return candidates[0];
  }
  const answer = await InputDialog.getItem({
    title: trans.__('Run on which server?'),
    items: candidates.map(({ config }) => config.name)
  });
  return answer.button.accept && answer.value !== null
    ? servers.find(answer.value)
    : null;
}

/** Whether a caller named what to act on, rather than a user chose an item. */
function isExplicit(args: Args): boolean {
  return args.path !== undefined || args.server !== undefined;
}

/** The selected text, or the line of the cursor; `line` counts from 0. */
function selectionOrLine(editor: CodeEditor.IEditor): {
  text: string;
  line: number;
} {
  const selection = editor.getSelection();
  const [start, end] = [selection.start, selection.end].sort(
    (a, b) => a.line - b.line || a.column - b.column
  );
  if (start.line === end.line && start.column === end.column) {
    return { text: dedent(editor.getLine(start.line) ?? ''), line: start.line };
  }
  const source = editor.model.sharedModel.getSource();
  const from = editor.getOffsetAt(start);
  // With the indentation that the selection's first line has.
  const lineStart = from - start.column;
  const isIndent = source.slice(lineStart, from).trim() === '';
  const text = source.slice(
    isIndent ? lineStart : from,
    editor.getOffsetAt(end)
  );
  return { text: dedent(text), line: start.line };
}

/** Without the indentation that all lines share, so that it is a program. */
function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines
    .filter(line => line.trim() !== '')
    .map(line => /^[ \t]*/.exec(line)![0].length);
  const common = Math.min(...indents, Infinity);
  return Number.isFinite(common) && common > 0
    ? lines.map(line => line.slice(common)).join('\n')
    : text;
}

/** The first line of a text that says anything, shortened. */
function firstLine(code: string): string {
  const line = code.split('\n').find(text => text.trim() !== '') ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
