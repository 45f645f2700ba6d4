/**
 * The tab of a variable: its title, and a toolbar with how many rows there are
 * and what can be done.
 */
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  filterIcon,
  launchIcon,
  refreshIcon,
  Toolbar,
  ToolbarButton
} from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { variableIcon } from '../ui/icons';
import { variableKind } from '../worker/variables';
import { VariablePanel } from './variablePanel';

/** Create the tab of a variable. */
export function createVariableTab(
  options: VariablePanel.IOptions
): MainAreaWidget<VariablePanel> {
  const { name, server, servers, trans } = options;
  const content = new VariablePanel(options);
  const widget = new MainAreaWidget({ content });
  const { title } = widget;
  widget.id = ['jupyterlab-deephaven-variable', server, name]
    .map(encodeURIComponent)
    .join('-');
  title.label = name;
  title.caption = trans.__('%1 on %2', name, server);
  title.closable = true;
  const updateIcon = () => {
    const variable = servers.find(server)?.variables.find(name);
    if (variable) {
      title.icon = variableIcon(variableKind(variable));
    }
  };
  // Until anything is known: most are.
  title.icon = variableIcon('table');
  content.changed.connect(updateIcon, widget);
  updateIcon();
  addToolbar(widget.toolbar, content, options);
  return widget;
}

/** Add the items of a panel to its toolbar. */
function addToolbar(
  toolbar: Toolbar,
  panel: VariablePanel,
  { servers, trans }: VariablePanel.IOptions
): void {
  const pages = () => servers.find(panel.server)?.pages ?? null;
  const count = new Widget();
  count.addClass('jp-DeephavenVariable-count');
  const server = new Widget();
  server.addClass('jp-DeephavenVariable-server');
  server.node.textContent = panel.server;
  server.node.title = trans.__('The Deephaven server of %1', panel.name);
  const clear = new ToolbarButton({
    icon: filterIcon,
    label: trans.__('Clear Filters'),
    tooltip: trans.__('Show all rows'),
    onClick: () => panel.table?.clearFilters()
  });
  clear.addClass('jp-DeephavenVariable-clear');
  const refresh = new ToolbarButton({
    icon: refreshIcon,
    tooltip: trans.__('Reload %1', panel.name),
    onClick: () => panel.refresh()
  });
  const ide = new ToolbarButton({
    icon: launchIcon,
    tooltip: trans.__('Open Deephaven’s web IDE'),
    onClick: () => {
      window.open(`${pages()}/ide/`, '_blank', 'noopener');
    }
  });
  toolbar.addItem('count', count);
  toolbar.addItem('clear', clear);
  toolbar.addItem('spacer', Toolbar.createSpacerItem());
  toolbar.addItem('server', server);
  toolbar.addItem('ide', ide);
  toolbar.addItem('refresh', refresh);

  const update = () => {
    count.node.textContent = rowCount(panel, trans);
    clear.setHidden(!panel.table?.isFiltered);
    refresh.enabled = panel.isLive;
    // Its pages only work where the browser reaches the server itself.
    ide.setHidden(pages() === null);
  };
  panel.changed.connect(update, toolbar);
  update();
}

/** The number of rows as text. */
function rowCount(panel: VariablePanel, trans: TranslationBundle): string {
  const rows = panel.table?.rows;
  if (!rows) {
    return '';
  }
  const { shown, total } = rows;
  return panel.table!.isFiltered && total !== null
    ? trans._n(
        '%2 of %3 row',
        '%2 of %3 rows',
        total,
        shown.toLocaleString(),
        total.toLocaleString()
      )
    : trans._n('%2 row', '%2 rows', shown, shown.toLocaleString());
}
