/**
 * The sidebar: sections of servers, of served modules and of variables.
 */
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  CommandToolbarButton,
  PanelWithToolbar,
  settingsIcon,
  SidePanel,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { AccordionPanel, Widget } from '@lumino/widgets';

import { VariableList } from '../results/variableList';
import { ServerList } from '../servers/serverList';
import { acceptFiles } from '../serving/fileDrop';
import { ServedList, ServingSwitch } from '../serving/servedList';
import type { IDeephavenServers, IRuns, IServedModules } from '../tokens';
import { CommandIDs } from '../ui/commandIds';
import type { ISection } from './sectionHeights';
import { fitSections } from './sectionHeights';

/** The sidebar. */
export class Sidebar extends SidePanel {
  constructor(options: Sidebar.IOptions) {
    super({ translator: options.translator });
    const { commands, runs, servers, served, trans } = options;
    this.addClass('jp-DeephavenSidebar');

    if (servers) {
      this._addSection(
        trans.__('Servers'),
        [
          new CommandToolbarButton({
            commands,
            id: CommandIDs.addServer,
            label: '',
            icon: addIcon
          }),
          settingsButton(commands, 'Deephaven Servers', trans)
        ],
        new ServerList({ commands, runs, servers, trans })
      );
    }
    if (served) {
      const section = this._addSection(
        trans.__('Served Modules'),
        [
          new ServingSwitch({ served, trans }),
          settingsButton(commands, 'Deephaven Served Modules', trans)
        ],
        new ServedList({ commands, served, servers, trans })
      );
      acceptFiles(section, paths => {
        void commands.execute(CommandIDs.serve, { paths, interactive: true });
      });
    }
    if (servers) {
      this._addSection(
        trans.__('Variables'),
        [settingsButton(commands, 'Deephaven Results', trans)],
        new VariableList({ commands, servers, trans })
      );
    }
    fitSections(this.content as AccordionPanel, this._sections);
  }

  private _addSection(title: string, buttons: Widget[], list: Widget): Widget {
    const section = new PanelWithToolbar();
    section.addClass('jp-DeephavenSidebar-section');
    section.title.label = title;
    section.toolbar.node.setAttribute('aria-label', title);
    buttons.forEach((button, index) => {
      section.toolbar.addItem(String(index), button);
    });
    section.addWidget(list);
    this.addWidget(section);
    this._sections.push({ section, list });
    return section;
  }

  private readonly _sections: ISection[] = [];
}

/** A namespace for `Sidebar` statics. */
export namespace Sidebar {
  /** What the sidebar shows; a section is left out where its model is null. */
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly servers: IDeephavenServers | null;
    readonly served: IServedModules | null;
    readonly runs: IRuns | null;
    readonly translator: ITranslator;
    readonly trans: TranslationBundle;
  }
}

/**
 * A button that opens the settings editor on one of our pages. It is hidden
 * until there is an editor, which may come later than this or never.
 */
function settingsButton(
  commands: CommandRegistry,
  query: string,
  trans: TranslationBundle
): Widget {
  const command = 'settingeditor:open';
  const button = new ToolbarButton({
    icon: settingsIcon,
    tooltip: trans.__('Settings'),
    onClick: () => {
      void commands.execute(command, { query });
    }
  });
  const update = () => button.setHidden(!commands.hasCommand(command));
  commands.commandChanged.connect((_, { id }) => {
    if (id === command) {
      update();
    }
  }, button);
  update();
  return button;
}
