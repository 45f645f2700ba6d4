/**
 * Renders tables in outputs.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import type { IFormats } from '../../results/deephaven/tableView';
import { CommandIDs } from '../../ui/commandIds';
import type { LiveTables } from './liveTables';
import { TABLE_TYPE } from './tableType';

/** Render tables: before their first rows, which stand beside them. */
export function addTableRenderer(
  app: JupyterFrontEnd,
  rendermime: IRenderMimeRegistry,
  tables: LiveTables,
  formats: IFormats,
  themes: IThemeManager | null,
  trans: TranslationBundle
): void {
  const create = async () => {
    const { TableOutput } = await import('./tableOutput');
    return new TableOutput({
      tables,
      rendermime,
      formats,
      themes,
      canOpen: () => app.commands.hasCommand(CommandIDs.openVariable),
      open: (name, server) => {
        void app.commands.execute(CommandIDs.openVariable, {
          name,
          server,
          interactive: true
        });
      },
      trans
    });
  };
  rendermime.addFactory(
    {
      // It shows cells of tables, and what JupyterLab has made safe.
      safe: true,
      mimeTypes: [TABLE_TYPE],
      createRenderer: () => new LazyOutput(create)
    },
    0
  );
}

/** An output whose code comes with the first table. */
class LazyOutput extends Panel implements IRenderMime.IRenderer {
  constructor(private _create: () => Promise<IRenderMime.IRenderer>) {
    super();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._output ??= this._create().then(output => {
      if (this.isDisposed) {
        output.dispose();
      } else {
        this.addWidget(output);
      }
      return output;
    });
    const output = await this._output;
    if (!output.isDisposed) {
      await output.renderModel(model);
    }
  }

  private _output: Promise<IRenderMime.IRenderer> | null = null;
}
