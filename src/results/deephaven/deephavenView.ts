/**
 * A widget with components of Deephaven's: in the page's theme, with the formats
 * of the settings.
 */
import { ReactWidget } from '@jupyterlab/ui-components';

import type { Themes } from './irisTheme';
import { activeThemes, applyThemes } from './irisTheme';
import type { IViewOptions } from './tableView';

/** Draws itself again when the theme or the formats change. */
export abstract class DeephavenView extends ReactWidget {
  constructor({ formats, themes }: IViewOptions) {
    super();
    this.addClass('jp-DeephavenScope');
    this._updateTheme();
    themes?.themeChanged.connect(this._updateTheme, this);
    formats.changed.connect(() => this.update(), this);
  }

  /** The themes of now. */
  protected get themes(): Themes {
    return this._themes;
  }

  private _updateTheme(): void {
    this._themes = activeThemes();
    applyThemes(this._themes);
    this.update();
  }

  private _themes: Themes = [];
}
