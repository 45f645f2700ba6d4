/**
 * Runs the cells of a notebook in Deephaven, whatever its kernel.
 */
import type { CodeCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Throttler } from '@lumino/polling';

import { cellPath } from '../protocol/origin';
import type {
  IDeephavenServer,
  IOutputText,
  IRunResult,
  IRuns,
  OutputStream
} from '../tokens';
import { streamOutputs } from '../ui/streamOutputs';
import { errorOutput, namesOutput } from './runOutputs';

/** How much of one run's output a cell keeps, in characters. */
const MAX_KEPT = 2_000_000;

/** Which server outputs are from, as long as the page lives. */
const SERVERS = new WeakMap<object, string>();

/** The name of the server that an output is from; undefined in a later page. */
export function serverOfOutput(output: object): string | undefined {
  return SERVERS.get(output);
}

/** The selected code cells, in the notebook's order. */
export function selectedCells(panel: NotebookPanel): CodeCell[] {
  const { content } = panel;
  return content.widgets.filter(
    (cell): cell is CodeCell =>
      cell.model.type === 'code' && content.isSelectedOrActive(cell)
  );
}

/**
 * Run cells one after another, up to the first that fails.
 *
 * @returns what came of those that ran.
 * @throws Error when the server is not connected or goes away.
 */
export async function runCells(
  panel: NotebookPanel,
  cells: readonly CodeCell[],
  server: IDeephavenServer,
  runs: IRuns,
  trans: TranslationBundle
): Promise<IRunResult[]> {
  const results: IRunResult[] = [];
  for (const cell of cells) {
    if (cell.isDisposed) {
      continue;
    }
    const number = panel.content.widgets.indexOf(cell) + 1;
    const { path } = panel.context;
    const label = trans.__('%1, cell %2', PathExt.basename(path), number);
    const place = cellPath(path, cell.model.id);
    const result = await runCell(cell, label, place, server, runs, trans);
    results.push(result);
    if (result.error !== null) {
      break;
    }
  }
  return results;
}

async function runCell(
  cell: CodeCell,
  label: string,
  path: string,
  server: IDeephavenServer,
  runs: IRuns,
  trans: TranslationBundle
): Promise<IRunResult> {
  const { model } = cell;
  const outputs = new CellOutputs(cell, server.config.name, trans);
  const code = model.sharedModel.getSource();
  outputs.begin();
  try {
    const result = await runs.run(server, code, label, {
      path,
      onOutput: (text, stream) => outputs.print(text, stream)
    });
    outputs.end(result);
    return result;
  } catch (reason) {
    outputs.fail(reason instanceof Error ? reason.message : String(reason));
    throw reason;
  } finally {
    outputs.dispose();
  }
}

/** Writes what comes of a run below its cell, as long as there is one. */
class CellOutputs {
  constructor(
    private _cell: CodeCell,
    private _server: string,
    private _trans: TranslationBundle
  ) {}

  begin(): void {
    const { model } = this._cell;
    model.clearExecution();
    this._cell.outputHidden = false;
    // Shows the same star as for a kernel.
    model.executionState = 'running';
  }

  print(text: string, stream: OutputStream): void {
    this._waiting.push({ text, stream });
    void this._throttler.invoke();
  }

  end(result: IRunResult): void {
    this._flush();
    if (result.error !== null && result.exception !== null) {
      this._add(errorOutput(result.error, result.exception));
    }
    const names = namesOutput(result, this._trans);
    if (names) {
      this._add(names);
    }
  }

  fail(message: string): void {
    this._flush();
    this._add({ output_type: 'stream', name: 'stderr', text: `${message}\n` });
  }

  dispose(): void {
    this._isEnded = true;
    this._throttler.dispose();
    if (!this._cell.isDisposed) {
      this._cell.model.executionState = 'idle';
    }
  }

  private _add(output: Parameters<CodeCell['outputArea']['model']['add']>[0]) {
    if (!this._cell.isDisposed && !this._isEnded) {
      const { outputs } = this._cell.model;
      const count = outputs.add(output);
      SERVERS.set(outputs.get(count - 1), this._server);
    }
  }

  private _flush(): void {
    const texts = this._waiting.splice(0).map(({ stream, text }) => {
      const shown = text.slice(0, Math.max(0, MAX_KEPT - this._shown));
      this._shown += text.length;
      return { stream, text: shown };
    });
    for (const output of streamOutputs(texts.filter(({ text }) => text))) {
      this._add(output);
    }
    if (this._shown > MAX_KEPT && !this._isCut) {
      this._isCut = true;
      const rest = this._trans.__('… The rest of the output is not shown.');
      this._add({
        output_type: 'stream',
        name: 'stderr',
        text: `\n${rest}\n`
      });
    }
  }

  private _isCut = false;
  private _isEnded = false;
  private _shown = 0;
  private _throttler = new Throttler(() => this._flush(), {
    limit: 50,
    edge: 'trailing'
  });
  private _waiting: IOutputText[] = [];
}
