/**
 * Deephaven's own web IDE, as a user sees it.
 */
import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

import type { IDeephavenOption } from './fixtures';

/** Python that makes a plugin object, as an expression. */
export const NEW_PLUGIN_OBJECT =
  '__import__("deephaven.python_remote_file_source", fromlist=["_"]).PluginObject()';

/** The web IDE in a page. */
export class WebIde {
  constructor(readonly page: Page) {}

  /** The panel of our server plugin. */
  get panel(): Locator {
    return this.page.locator('.remote-file-source-panel');
  }

  /** The panel's table of served modules. */
  get modules(): Locator {
    return this.panel.getByRole('table', { name: 'Served modules' });
  }

  /** The panel's table of imports. */
  get imports(): Locator {
    return this.panel.getByRole('table', { name: 'Imports' });
  }

  /** The row of a table with exactly this module. */
  row(table: Locator, module: string): Locator {
    return table.getByRole('row').filter({
      has: this.page.getByRole('rowheader', { name: module, exact: true })
    });
  }

  /** Open the web IDE and sign in. */
  async open(
    deephaven: IDeephavenOption,
    theme: 'light' | 'dark' = 'dark'
  ): Promise<void> {
    const url = new URL('/ide/', deephaven.url);
    url.searchParams.set('psk', deephaven.key);
    url.searchParams.set('theme', `default-${theme}`);
    await expect(async () => {
      await this.page.goto(url.href);
      await this._console.waitFor({ timeout: 20000 });
      // On a busy machine, what it covers itself with meanwhile may stay.
      await expect(this.page.getByTestId('auth-psk-loading')).toHaveCount(0);
    }).toPass();
  }

  /** Run code in the console. */
  async run(code: string): Promise<void> {
    // In one piece and on one line: the editor would add closing brackets and
    // indents.
    const line = code.includes('\n') ? `exec(${JSON.stringify(code)})` : code;
    const text = this._console.locator('.view-lines');
    await text.waitFor();
    await expect(async () => {
      await this._console.click();
      await this.page.keyboard.insertText(line);
      // An editor that is not ready yet takes nothing.
      await expect(text).not.toHaveText(/^\s*$/, { timeout: 2000 });
    }).toPass();
    await expect(async () => {
      await this.page.keyboard.press('Enter');
      await expect(text).toHaveText(/^\s*$/, { timeout: 2000 });
    }).toPass();
  }

  /** Open the panel of a plugin object, in a variable of its own. */
  async openPanel(name: string, value: string): Promise<void> {
    await this.run(`${name} = ${value}`);
    await this.panel.waitFor();
  }

  private get _console(): Locator {
    return this.page.locator('.console-input');
  }
}
