/**
 * Shows what runs print in a panel below the documents.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import {
  ICommandPalette,
  MainAreaWidget,
  WidgetTracker
} from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { clearIcon } from '@jupyterlab/ui-components';

import type { IRun } from '../../tokens';
import { IRuns } from '../../tokens';
import { bringToFront } from '../../ui/bringToFront';
import { CommandIDs } from '../../ui/commandIds';
import { runInDeephavenIcon } from '../../ui/icons';
import { SettingsStore } from '../../ui/settingsStore';
import { openFrame } from '../errors/openOrigin';
import { OUTPUT_WIDGET_ID } from '../runCommands';
import type { RunOutputPanel } from './runOutputPanel';

/** The settings of `schema/run.json` that matter here. */
interface IOutputSettings {
  showOutput: 'always' | 'error' | 'never';
  [key: string]: unknown;
}

/** The plugin. */
export const outputPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-deephaven:output',
  description: 'Shows the output of code that runs in Deephaven.',
  autoStart: true,
  optional: [
    IRuns,
    IRenderMimeRegistry,
    ISettingRegistry,
    ILayoutRestorer,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    runs: IRuns | null,
    rendermime: IRenderMimeRegistry | null,
    registry: ISettingRegistry | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    if (!runs || !rendermime) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('jupyterlab_deephaven');
    const { commands, shell } = app;
    const settings = new SettingsStore<IOutputSettings>(
      registry,
      'jupyterlab-deephaven:run',
      { showOutput: 'always' }
    );
    const tracker = new WidgetTracker<MainAreaWidget<RunOutputPanel>>({
      namespace: 'jupyterlab-deephaven-output'
    });

    const create = async () => {
      const { RunOutputPanel } = await import('./runOutputPanel');
      const widget = new MainAreaWidget({
        content: new RunOutputPanel({
          commands,
          runs,
          rendermime,
          open: commands.hasCommand(CommandIDs.openOrigin)
            ? frame => openFrame(commands, frame)
            : null,
          trans
        })
      });
      widget.id = OUTPUT_WIDGET_ID;
      // Scrolls by the keyboard as well.
      widget.content.node.tabIndex = 0;
      widget.title.label = trans.__('Deephaven Output');
      widget.title.caption = trans.__(
        'What code that ran in Deephaven printed'
      );
      widget.title.icon = runInDeephavenIcon;
      widget.title.closable = true;
      // Each run has its own buttons.
      widget.toolbar.hide();
      return widget;
    };

    let creating: Promise<void> | null = null;
    const add = async () => {
      const widget = await create();
      await tracker.add(widget);
      shell.add(widget, 'down');
    };
    const show = async () => {
      if (!tracker.currentWidget) {
        creating ??= add().finally(() => {
          creating = null;
        });
        await creating;
      }
      if (tracker.currentWidget) {
        bringToFront(shell, tracker.currentWidget);
      }
    };
    /** Show the panel without taking the focus from the editor. */
    const reveal = async () => {
      const focused = document.activeElement;
      if (!tracker.currentWidget?.isVisible) {
        await show();
        (focused as HTMLElement | null)?.focus?.();
      }
    };

    commands.addCommand(CommandIDs.showOutput, {
      label: trans.__('Show Deephaven Output'),
      caption: trans.__('Show what code that ran in Deephaven printed'),
      execute: show,
      describedBy: { args: { type: 'object', properties: {} } }
    });
    commands.addCommand(CommandIDs.clearOutput, {
      label: trans.__('Clear Deephaven Output'),
      caption: trans.__('Remove the output of the runs that have ended'),
      icon: clearIcon,
      isEnabled: () => runs.runs.some(({ ended }) => ended !== null),
      execute: () => runs.clear(),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    const category = trans.__('Deephaven');
    for (const command of [CommandIDs.showOutput, CommandIDs.clearOutput]) {
      palette?.addItem({ command, category });
    }
    void restorer?.restore(tracker, {
      command: CommandIDs.showOutput,
      name: () => 'output'
    });

    runs.changed.connect(() => {
      commands.notifyCommandChanged(CommandIDs.clearOutput);
    });
    runs.started.connect((_: IRuns, run: IRun) => {
      if (settings.value.showOutput === 'always' && !run.isShown) {
        void reveal();
      }
    });
    runs.ended.connect((_: IRuns, run: IRun) => {
      commands.notifyCommandChanged(CommandIDs.clearOutput);
      const isWanted = settings.value.showOutput === 'error' && !run.isShown;
      if (run.failed && isWanted) {
        void reveal();
      }
    });
  }
};
