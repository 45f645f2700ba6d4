/**
 * Makes the names of variables in outputs of notebooks open what they name.
 */
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IChangedNames } from './runOutputs';
import { NAMES_TYPE, nameLines } from './runOutputs';

/** Opens variables that outputs name. */
export interface INameOpener {
  /** Whether there is something that opens variables. */
  readonly isThere: () => boolean;
  /** Gets the output as well: the page may know where that is from. */
  readonly open: (name: string, output: object) => void;
}

/** Render the names of variables as buttons. */
export function addNamesRenderer(
  rendermime: IRenderMimeRegistry,
  opener: INameOpener,
  trans: TranslationBundle
): void {
  rendermime.addFactory({
    // Names only become text, and are looked up.
    safe: true,
    mimeTypes: [NAMES_TYPE],
    createRenderer: () => new RenderedNames(opener, trans)
  });
}

/** The names of an output. */
class RenderedNames extends Widget implements IRenderMime.IRenderer {
  constructor(
    private _opener: INameOpener,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-RenderedText');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const changed = changedNames(model.data[NAMES_TYPE]);
    const canOpen = this._opener.isThere();
    const pre = document.createElement('pre');
    nameLines(changed, this._trans).forEach((line, index) => {
      pre.append(index > 0 ? '\n' : '', line.label);
      line.names.forEach((name, position) => {
        pre.append(
          position > 0 ? ', ' : ' ',
          canOpen && line.isThere ? this._button(name, model) : name
        );
      });
    });
    this.node.replaceChildren(pre);
  }

  private _button(name: string, output: object): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-Deephaven-link';
    button.title = this._trans.__('Open %1', name);
    button.textContent = name;
    button.onclick = () => this._opener.open(name, output);
    return button;
  }
}

/** The names in a notebook's file, which anybody may have written. */
function changedNames(value: unknown): IChangedNames {
  const { created, updated, removed } = (value ?? {}) as {
    [key: string]: unknown;
  };
  return {
    created: namesOf(created),
    updated: namesOf(updated),
    removed: namesOf(removed)
  };
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(name => typeof name === 'string')
    : [];
}
