/**
 * What only Deephaven's own web pages can show: plots, widgets, trees.
 */
import type { IThemeManager } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableSet } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { answerPage, SET_THEME, THEME_REQUEST } from '../connection/framedPage';
import type { IDeephavenServer } from '../tokens';

/** A page of the server's that shows a variable. */
export class WebFrame extends Widget {
  constructor({ server, themes, trans, url, variable }: WebFrame.IOptions) {
    super();
    this.addClass('jp-DeephavenVariable-frame');
    const { name } = server.config;
    const query = new URLSearchParams({
      name: variable,
      // It asks this page what to sign in with: no key stands in a URL.
      authProvider: 'parent',
      // Which it asks for as well; older pages do not, and keep their own.
      theme: 'external-theme'
    });
    const frame = document.createElement('iframe');
    frame.title = trans.__('%1 on %2', variable, name);
    frame.src = `${url}/iframe/widget/?${query.toString()}`;
    this._answers.add(server.signIn(frame));
    this._answers.add(
      answerPage(frame, url, message =>
        message === THEME_REQUEST ? pageTheme() : null
      )
    );
    themes?.themeChanged.connect(() => {
      frame.contentWindow?.postMessage(
        { message: SET_THEME, payload: pageTheme() },
        new URL(url).origin
      );
    }, this);
    this.node.appendChild(frame);
  }

  dispose(): void {
    Signal.disconnectReceiver(this);
    this._answers.dispose();
    super.dispose();
  }

  private _answers = new DisposableSet();
}

/** A namespace for `WebFrame` statics. */
export namespace WebFrame {
  /** What the frame needs. */
  export interface IOptions {
    readonly server: IDeephavenServer;
    /** The URL below which its pages are. */
    readonly url: string;
    /** The name of the variable. */
    readonly variable: string;
    readonly themes: IThemeManager | null;
    readonly trans: TranslationBundle;
  }
}

/** The theme of Deephaven's that is nearest to this page's. */
function pageTheme(): object {
  const isDark = document.body.dataset.jpThemeLight === 'false';
  return {
    name: 'JupyterLab',
    baseThemeKey: isDark ? 'default-dark' : 'default-light',
    cssVars: {}
  };
}
