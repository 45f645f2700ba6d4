/**
 * A table in its tab. Its grid is a canvas; cells are read from the description
 * that the grid makes of itself for assistive technology.
 */
import type { Locator, Page } from '@playwright/test';

import type { Extension } from './fixtures';
import { expect } from './fixtures';

/** The table that is in sight. */
export class Table {
  constructor(private _extension: Extension) {}

  private _isFilterBarShown = false;

  /** Open a variable and wait for its first rows. */
  static async open(
    extension: Extension,
    name: string,
    args: object = {}
  ): Promise<Table> {
    await extension.execute('open-variable', { server: 'Test', name, ...args });
    const table = new Table(extension);
    await table.describe();
    return table;
  }

  /** The tab's contents. */
  get tab(): Locator {
    return this._page.locator('.jp-DeephavenVariable:visible');
  }

  /** The toolbar's count of rows. */
  get rows(): Locator {
    return this._page.locator('.jp-DeephavenVariable-count:visible');
  }

  /** What is drawn. */
  get canvas(): Locator {
    return this.tab.locator('canvas.grid-canvas');
  }

  /** Dialogs and menus of the grid. */
  get overlays(): Locator {
    return this._page.locator('.jp-DeephavenOverlays');
  }

  /** Have the grid describe itself, and wait until it does. */
  async describe(): Promise<void> {
    await expect
      .poll(async () => {
        await this._ask();
        return this._headers.count();
      })
      .toBeGreaterThan(0);
  }

  /** The names of the columns in sight. */
  get columns(): Promise<string[]> {
    return this._headers.allTextContents();
  }

  /** A cell, by its visible row and its column's name. */
  async cell(row: number, column: string): Promise<string | null> {
    const cell = await this._cell(row, column);
    // Without waiting: the grid may be replaced meanwhile.
    return (await cell?.allTextContents())?.[0] ?? null;
  }

  /** Wait for the text of a cell. */
  async expectCell(row: number, column: string, text: string): Promise<void> {
    await expect.poll(() => this.cell(row, column)).toBe(text);
  }

  /** Wait for a column's texts from the first row on. */
  async expectColumn(column: string, texts: string[]): Promise<void> {
    await expect
      .poll(() => Promise.all(texts.map((_, row) => this.cell(row, column))))
      .toEqual(texts);
  }

  /** Click a column's name. */
  async clickHeader(column: string): Promise<void> {
    await this._click(this._header(column));
  }

  /** An entry of the open menu. */
  menuItem(title: string): Locator {
    return this.overlays
      .locator('.context-menu-container .title')
      .getByText(title, { exact: true })
      .last();
  }

  /** Open a page of the grid's own sidebar. */
  async openSidebar(title: string): Promise<void> {
    // While a page slides in, the grid draws it twice.
    const sliding = this.tab.locator('.pushing-view, .popping-view');
    await this.tab.locator('.grid-settings-button button').click();
    const item = this.tab.getByText(title, { exact: true });
    await expect(item).toHaveCount(1);
    await expect(sliding).toHaveCount(0);
    await item.click();
    await expect(item).toHaveCount(1);
    await expect(sliding).toHaveCount(0);
  }

  /** Choose from the menu of a column's name. */
  async chooseOfHeader(column: string, ...items: string[]): Promise<void> {
    await this._click(this._header(column), 'right');
    await this._choose(items);
  }

  /** Choose from the menu of a cell. */
  async chooseOfCell(
    row: number,
    column: string,
    ...items: string[]
  ): Promise<void> {
    await this._click((await this._cell(row, column))!, 'right');
    await this._choose(items);
  }

  /** Click a cell. */
  async clickCell(row: number, column: string): Promise<void> {
    await this._click((await this._cell(row, column))!);
  }

  /** The field of a column's filter. */
  async openFilter(column: string): Promise<Locator> {
    if (!this._isFilterBarShown) {
      await this.chooseOfHeader(column, 'Quick Filters');
      this._isFilterBarShown = true;
    } else {
      // The fields are below the names, and then the grid tells their places.
      const place = new RegExp('^[\\d.]+,[1-9]');
      await expect(this._header(column)).toHaveAttribute(
        'data-grid-rect',
        place
      );
      await this._click(this._header(column));
    }
    return this.tab.locator('.iris-grid-input-field');
  }

  /** Filter a column by what a user types. */
  async filter(column: string, text: string): Promise<void> {
    const field = await this.openFilter(column);
    await field.fill(text);
    await field.press('Enter');
    await expect(field).toHaveCount(0);
  }

  /** Why filters do not filter, below their fields. */
  get refusals(): Locator {
    return this.tab.getByRole('alert');
  }

  private async _choose(items: string[]): Promise<void> {
    for (const item of items) {
      await expect(this.menuItem(item)).toBeVisible();
      // Entries that come later move the others.
      await expect(
        this.overlays.locator('.context-menu-container .loading')
      ).toHaveCount(0);
      await this.menuItem(item).click();
    }
  }

  private async _click(
    place: Locator,
    button: 'left' | 'right' = 'left'
  ): Promise<void> {
    // Under its scrim, a grid that loads takes no clicks.
    await expect(this.tab.locator('.iris-grid-loading')).toHaveCount(0);
    const rect = await place.getAttribute('data-grid-rect');
    const [x, y, width, height] = rect!.split(',').map(Number);
    await this.canvas.click({
      button,
      position: { x: x + Math.min(width / 2, 30), y: y + height / 2 }
    });
  }

  private _header(column: string): Locator {
    return this.canvas.locator(`[data-grid-header="${column}"]`);
  }

  private get _headers(): Locator {
    return this.canvas.locator('[data-grid-header]');
  }

  /** Have the grid of now describe itself: it is another one after a run. */
  private async _ask(): Promise<void> {
    await this.canvas
      .locator('[data-grid-a11y-describe][aria-pressed="false"]')
      .evaluateAll(buttons => {
        buttons.forEach(button => (button as HTMLElement).click());
      });
  }

  private async _cell(row: number, column: string): Promise<Locator | null> {
    await this._ask();
    const header = this._header(column);
    if ((await header.count()) === 0) {
      return null;
    }
    const index = await header.evaluateAll(headers =>
      headers[0]?.getAttribute('data-grid-column')
    );
    const cell = this.canvas.locator(
      `[data-grid-row="${row}"][data-grid-column="${index}"]`
    );
    return (await cell.count()) === 0 ? null : cell;
  }

  private get _page(): Page {
    return this._extension.page;
  }
}
