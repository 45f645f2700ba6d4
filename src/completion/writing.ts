/**
 * Which texts are sent to a server while somebody writes them, and to which.
 */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { ILSPDocumentConnectionManager } from '@jupyterlab/lsp';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { Widget } from '@lumino/widgets';

import { kernelNames } from '../servers/kernelNames';
import type { IKernelSettings } from '../servers/kernelScopes';
import { scopeOf } from '../servers/kernelScopes';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IRuns,
  IScope,
  IServedModules,
  IServerConnection
} from '../tokens';
import type { SettingsStore } from '../ui/settingsStore';
import type { ICompletionSettings } from './settings';

/** A text that somebody writes, and the server to ask about it. */
export interface IWriting {
  /** The text before that of the editor: the cells above. */
  readonly before: string;
  /** The module that it is, where it is served. */
  readonly module: string | null;
  readonly isPackage: boolean;
  readonly server: IDeephavenServer;
  readonly connection: IServerConnection;
  /** Which variables it has; null for those of the session. */
  readonly scope: IScope | null;
}

/** Finds what an editor is about. */
export class Writing {
  constructor(private readonly _options: Writing.IOptions) {
    _options.runs?.started.connect((_, { notebook }) => {
      if (notebook !== null) {
        this._used.add(notebook);
      }
    });
  }

  /**
   * What an editor is about.
   *
   * @param widget - the document that it is in.
   * @returns null where no server is to be asked.
   */
  find(widget: Widget, editor: CodeEditor.IEditor | null): IWriting | null {
    const { contents, editors, kernels, notebooks, served, servers } =
      this._options;
    const notebook = notebooks?.find(panel => panel === widget);
    const file = editors?.find(other => other === widget);
    const path = (file ?? notebook)?.context.path;
    // A kernel has its server, which need not be the current one.
    const ofKernel = serverOfKernel(notebook, servers);
    const server =
      ofKernel ??
      (path === undefined ? null : servers.pickedFor(path)) ??
      (servers.current?.connection ? servers.current : onlyServer(servers));
    if (!editor || !server?.connection || !this._isWanted(widget, editor)) {
      return null;
    }
    const kernel = ofKernel && notebook?.sessionContext.session?.kernel?.id;
    const scope = kernel ? scopeOf(kernels.value, kernel) : null;
    const common = { server, connection: server.connection, scope };
    if (notebook) {
      const before = textAbove(notebook, editor);
      return { ...common, before, module: null, isPackage: false };
    }
    const plain = contents.normalize(path ?? '');
    return {
      ...common,
      before: '',
      module: served?.modulesOf(plain)[0] ?? null,
      isPackage: /(?:^|[/:])__init__\.py$/.test(plain)
    };
  }

  /** The document and the editor of a node of the page; null for others. */
  at(node: Node): { widget: Widget; editor: CodeEditor.IEditor } | null {
    const { editors, notebooks } = this._options;
    const file = editors?.find(({ node: whole }) => whole.contains(node));
    if (file) {
      return { widget: file, editor: file.content.editor };
    }
    const notebook = notebooks?.find(({ node: whole }) => whole.contains(node));
    const cell = notebook?.content.widgets.find(({ node: whole }) =>
      whole.contains(node)
    );
    return notebook && cell?.editor
      ? { widget: notebook, editor: cell.editor }
      : null;
  }

  private _isWanted(widget: Widget, editor: CodeEditor.IEditor): boolean {
    const { editors, languageServers, notebooks, servers, settings } =
      this._options;
    const { mimeType } = editor.model;
    const file = editors?.find(other => other === widget);
    if (file) {
      const { files } = settings.value;
      return (
        mimeType === 'text/x-python' &&
        (files === 'always' ||
          (files === 'unless-language-server' &&
            !hasLanguageServer(languageServers, file.context.path)))
      );
    }
    const notebook = notebooks?.find(panel => panel === widget);
    const mode = settings.value.notebooks;
    return (
      notebook !== undefined &&
      isPythonCell(notebook, editor) &&
      (mode === 'always' ||
        (mode === 'used' &&
          (serverOfKernel(notebook, servers) !== null ||
            this._used.has(notebook.context.path) ||
            !notebook.sessionContext.session?.kernel)))
    );
  }

  /** The paths of notebooks of which cells ran. */
  private readonly _used = new Set<string>();
}

/** A namespace for `Writing` statics. */
export namespace Writing {
  /** What tells which texts there are. */
  export interface IOptions {
    readonly contents: Contents.IManager;
    readonly editors: IEditorTracker | null;
    readonly notebooks: INotebookTracker | null;
    readonly languageServers: ILSPDocumentConnectionManager | null;
    readonly runs: IRuns | null;
    readonly served: IServedModules | null;
    readonly servers: IDeephavenServers;
    readonly settings: SettingsStore<ICompletionSettings>;
    readonly kernels: SettingsStore<IKernelSettings>;
  }
}

/** The one server that is connected; null where there are none or several. */
function onlyServer({ servers }: IDeephavenServers): IDeephavenServer | null {
  const connected = servers.filter(({ connection }) => connection !== null);
  return connected.length === 1 ? connected[0] : null;
}

/** The server that is the kernel of a notebook; null for other kernels. */
function serverOfKernel(
  panel: NotebookPanel | undefined,
  { servers }: IDeephavenServers
): IDeephavenServer | null {
  const kernel = panel?.sessionContext.session?.kernel;
  return (kernel && kernelNames(servers).get(kernel.name)) ?? null;
}

/** Whether a language server takes care of a file. */
function hasLanguageServer(
  manager: ILSPDocumentConnectionManager | null,
  path: string
): boolean {
  const uri = manager?.adapters.get(path)?.virtualDocument?.uri;
  return uri !== undefined && manager?.connections.get(uri)?.isReady === true;
}

/** Whether an editor is that of a code cell, in Python as far as is known. */
function isPythonCell(
  { content }: NotebookPanel,
  editor: CodeEditor.IEditor
): boolean {
  const cell = content.widgets.find(cell => cell.editor === editor);
  // Before a kernel tells its language, cells are plain text.
  return (
    cell?.model.type === 'code' &&
    /python|^text\/plain$/.test(editor.model.mimeType)
  );
}

/** The code of the cells above an editor's. */
function textAbove(panel: NotebookPanel, editor: CodeEditor.IEditor): string {
  const cells = panel.content.widgets;
  const above = cells.slice(
    0,
    Math.max(
      0,
      cells.findIndex(cell => cell.editor === editor)
    )
  );
  return above
    .filter(({ model }) => model.type === 'code')
    .map(({ model }) => `${asPython(model.sharedModel.getSource())}\n`)
    .join('');
}

/** The text of a cell with lines that are not Python's as comments. */
export function asPython(source: string): string {
  return source.startsWith('%%')
    ? ''
    : source.replace(/^(\s*)[%!?].*$/gm, '$1pass');
}
