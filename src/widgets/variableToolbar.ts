/**
 * The toolbar of a variable's tab: how many rows, and what can be done.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  clearIcon,
  refreshIcon,
  Toolbar,
  ToolbarButton
} from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import type { VariablePanel } from './variablePanel';

/** Add the items of a panel to its toolbar. */
export function addVariableToolbar(
  toolbar: Toolbar,
  panel: VariablePanel,
  trans: TranslationBundle
): void {
  const count = new Widget();
  count.addClass('jp-DeephavenVariable-count');
  const server = new Widget();
  server.addClass('jp-DeephavenVariable-server');
  server.node.textContent = panel.server;
  server.node.title = trans.__('The Deephaven server of %1', panel.name);
  const clear = new ToolbarButton({
    icon: clearIcon,
    label: trans.__('Clear Filters'),
    tooltip: trans.__('Show all rows'),
    onClick: () => panel.table?.clearFilters()
  });
  const refresh = new ToolbarButton({
    icon: refreshIcon,
    tooltip: trans.__('Get %1 anew', panel.name),
    onClick: () => panel.refresh()
  });
  toolbar.addItem('count', count);
  toolbar.addItem('clear', clear);
  toolbar.addItem('spacer', Toolbar.createSpacerItem());
  toolbar.addItem('server', server);
  toolbar.addItem('refresh', refresh);

  const update = () => {
    count.node.textContent = rowCount(panel, trans);
    clear.setHidden(!panel.table?.isFiltered);
    refresh.enabled = panel.isLive;
  };
  panel.changed.connect(update, toolbar);
  update();
}

/** How many rows there are, in words. */
function rowCount(panel: VariablePanel, trans: TranslationBundle): string {
  const view = panel.table?.view;
  if (!view) {
    return '';
  }
  const { filters, size, totalSize } = view;
  const shown = size.toLocaleString();
  return filters.size > 0 && totalSize >= 0
    ? trans._n(
        '%2 of %3 row',
        '%2 of %3 rows',
        totalSize,
        shown,
        totalSize.toLocaleString()
      )
    : trans._n('%2 row', '%2 rows', size, shown);
}
