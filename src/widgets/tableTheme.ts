/**
 * A grid's colours and fonts: those of JupyterLab's theme.
 */
import type { CellRenderer } from '@lumino/datagrid';
// This module itself is loaded with the first table only.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { DataGrid, RendererMap, TextRenderer } from '@lumino/datagrid';

import { isNumeric, shownText } from '../deephaven/cells';
import type { IColumn } from '../deephaven/tableView';
import { HEADER_ROWS } from './tableModel';

/** A variable of the theme. */
function themed(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

/** A colour, more transparent than it is. */
function faint(color: string, percent: number): string {
  return `color-mix(in srgb, ${color} ${percent}%, transparent)`;
}

/** The colours of a grid in the theme of now. */
export function gridStyle(): DataGrid.Style {
  const background = themed('--jp-layout-color1');
  const header = themed('--jp-layout-color2');
  const line = themed('--jp-border-color3');
  const brand = themed('--jp-brand-color1');
  return {
    ...DataGrid.defaultStyle,
    voidColor: background,
    backgroundColor: background,
    gridLineColor: line,
    headerBackgroundColor: header,
    headerGridLineColor: themed('--jp-border-color2'),
    selectionFillColor: faint(brand, 18),
    selectionBorderColor: brand,
    cursorFillColor: faint(brand, 12),
    cursorBorderColor: brand,
    headerSelectionFillColor: faint(brand, 18),
    headerSelectionBorderColor: brand,
    scrollShadow: {
      size: 6,
      color1: faint(themed('--jp-border-color1'), 60),
      color2: faint(themed('--jp-border-color1'), 25),
      color3: faint(themed('--jp-border-color1'), 0)
    }
  };
}

/** The font of cells in the theme of now. */
export function cellFont(): string {
  return `${themed('--jp-ui-font-size1')} ${themed('--jp-ui-font-family')}`;
}

/** How cells are drawn in the theme of now. */
export function gridRenderers(columns: readonly IColumn[]): RendererMap {
  const font = cellFont();
  const text = themed('--jp-ui-font-color1');
  const quiet = themed('--jp-ui-font-color2');
  const isRight = ({ column }: CellRenderer.CellConfig) =>
    columns[column] !== undefined && isNumeric(columns[column].kind);
  const align = (config: CellRenderer.CellConfig) =>
    isRight(config) ? ('right' as const) : ('left' as const);
  return new RendererMap({
    body: new TextRenderer({
      // A null is no text that is called so.
      font: ({ value }) => (value === null ? `italic ${font}` : font),
      textColor: ({ value }) => (value === null ? quiet : text),
      horizontalAlignment: align,
      elideDirection: 'right',
      format: ({ column, value }) =>
        value === undefined ? '' : shownText(value, columns[column]?.kind)
    }),
    'column-header': new TextRenderer({
      font: `600 ${font}`,
      textColor: text,
      horizontalAlignment: align,
      elideDirection: 'right',
      format: ({ row, value }) => (row === HEADER_ROWS.name ? value : '')
    }),
    'row-header': new TextRenderer({
      font,
      textColor: quiet,
      horizontalAlignment: 'right',
      format: ({ value }) => value.toLocaleString()
    }),
    'corner-header': new TextRenderer({ font, textColor: quiet })
  });
}
