/**
 * What only Deephaven's own web pages can show: plots, widgets, trees.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

import type { IDeephavenServer } from '../tokens';

/** A page of the server's that shows a variable. */
export class WebFrame extends Widget {
  constructor({ server, trans, variable }: WebFrame.IOptions) {
    super();
    this.addClass('jp-DeephavenVariable-frame');
    const query = new URLSearchParams({
      name: variable,
      // It asks this page what to sign in with: no key stands in a URL.
      authProvider: 'parent'
    });
    const frame = document.createElement('iframe');
    frame.title = trans.__('%1 on %2', variable, server.config.name);
    frame.src = `${server.config.url}/iframe/widget/?${query.toString()}`;
    this._login = server.signIn(frame);
    this.node.appendChild(frame);
  }

  dispose(): void {
    this._login.dispose();
    super.dispose();
  }

  private _login: IDisposable;
}

/** A namespace for `WebFrame` statics. */
export namespace WebFrame {
  /** What the frame needs. */
  export interface IOptions {
    readonly server: IDeephavenServer;
    /** The name of the variable. */
    readonly variable: string;
    readonly trans: TranslationBundle;
  }
}
