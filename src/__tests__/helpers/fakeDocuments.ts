/**
 * Documents that are open in a page, as JupyterLab's contexts tell of them.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

/** One document. */
export class FakeDocument {
  /**
   * @param path - of its file.
   * @param factory - the widget that shows it.
   * @param type - what the contents manager takes it for.
   */
  constructor(
    readonly path: string,
    readonly factory = 'Editor',
    readonly type = 'file',
    collaborative = false
  ) {
    this.model = {
      collaborative,
      dirty: false,
      sharedModel: factory === 'Editor' ? {} : { cells: [] },
      contentChanged: this._contentChanged,
      toString: () => this.text,
      toJSON: () =>
        factory === 'Editor'
          ? JSON.parse(this.text)
          : {
              cells: this.text.split('\n\n').map(source => ({
                cell_type: 'code',
                metadata: {},
                source
              }))
            }
    };
  }

  isReady = false;
  text = '';
  contentsModel: {
    type: string;
    hash?: string;
    hash_algorithm?: string;
  } | null = null;

  readonly model: {
    dirty: boolean;
    readonly collaborative: boolean;
    readonly sharedModel: object;
    readonly contentChanged: Signal<FakeDocument, void>;
    toString(): string;
    toJSON(): unknown;
  };

  get ready(): Promise<void> {
    return this._ready.promise;
  }

  /** It is loaded, for the first time or again. */
  async load(text: string, hash?: string): Promise<this> {
    this.text = text;
    this._contentChanged.emit();
    this.isReady = true;
    this.recordSaved(hash);
    this._ready.resolve();
    await this._ready.promise;
    return this;
  }

  /** Somebody types. */
  edit(text: string): void {
    this.text = text;
    this.model.dirty = true;
    this._contentChanged.emit();
  }

  /** Another extension sets the text, which need not make it dirty. */
  set(text: string): void {
    this.text = text;
    this._contentChanged.emit();
  }

  /** It is saved. @returns what ends that; until then, somebody may type. */
  save(): () => void {
    this.saveState.emit('started');
    return () => {
      this.model.dirty = false;
      this.recordSaved();
      this.saveState.emit('completed');
    };
  }

  /** The contents manager told of the file's new state. */
  recordSaved(hash?: string): void {
    this.contentsModel = { type: this.type, hash };
    this.fileChanged.emit();
  }

  readonly fileChanged = new Signal<this, void>(this);
  readonly saveState = new Signal<this, DocumentRegistry.SaveState>(this);

  private _contentChanged = new Signal<this, void>(this);
  private _ready = new PromiseDelegate<void>();
}

/** A document manager with some open documents. */
export function managing(documents: () => readonly FakeDocument[]) {
  return {
    findWidget: (path: string, factory: string | null) =>
      documents().find(
        document =>
          document.path === path &&
          (factory === null || document.factory === factory)
      ),
    contextForWidget: (document: FakeDocument) => document,
    registry: {
      preferredWidgetFactories: () => [
        { name: 'Editor' },
        { name: 'Jupytext Notebook' }
      ]
    }
  } as unknown as IDocumentManager;
}
