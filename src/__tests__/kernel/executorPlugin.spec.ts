import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';

import { executorPlugin } from '../../kernel/executorPlugin';
import type { IDeephavenServers } from '../../tokens';

const mockRunCell = jest.fn(async () => true);

jest.mock('@jupyterlab/notebook', () => ({
  INotebookCellExecutor: { name: 'executor' },
  // Asked for later than this is made.
  get runCell() {
    return mockRunCell;
  }
}));

type Options = INotebookCellExecutor.IRunCellOptions;

const SERVERS = {
  servers: [{ config: { name: 'Demo' } }]
} as unknown as IDeephavenServers;

/** An executor of another extension, which is a class as theirs are. */
class OtherExecutor {
  readonly ran: Options[] = [];

  async runCell(options: Options): Promise<boolean> {
    this.ran.push(options);
    return false;
  }
}

interface ISetting {
  readonly kernel?: string | null;
  readonly preferred?: string | null;
  readonly type?: string;
  /** The kernel that there is after a start; null for the dialog. */
  readonly started?: string | null;
  /** The kernel that the user picks. */
  readonly picked?: string | null;
}

/** What runs a cell is given. */
function cellOf({
  kernel = null,
  picked = null,
  preferred = null,
  started = null,
  type = 'code'
}: ISetting) {
  const clearExecution = jest.fn();
  let name = kernel;
  const sessionContext = {
    kernelPreference: { name: preferred },
    isTerminating: false,
    get hasNoKernel() {
      return name === null;
    },
    get session() {
      return name === null ? null : { kernel: { name } };
    },
    startKernel: jest.fn(async () => {
      name = started;
      return started === null;
    })
  };
  const selectKernel = jest.fn(async () => {
    name = picked;
  });
  const options = {
    cell: { model: { type, clearExecution } },
    sessionContext,
    sessionDialogs: { selectKernel }
  } as unknown as Options;
  return { clearExecution, options, selectKernel, sessionContext };
}

function activate(
  executor: INotebookCellExecutor | null,
  servers: IDeephavenServers | null = SERVERS
): void {
  void executorPlugin.activate({} as JupyterFrontEnd, servers, executor);
}

beforeEach(() => {
  mockRunCell.mockClear();
});

it('runs cells of our kernels as JupyterLab does', async () => {
  const executor = new OtherExecutor();
  activate(executor);
  const { options } = cellOf({ kernel: 'deephaven-demo' });
  expect(await executor.runCell(options)).toBe(true);
  expect(mockRunCell.mock.calls).toEqual([[options]]);
  expect(executor.ran).toEqual([]);
});

it.each([
  ['of other kernels', { kernel: 'python3' }],
  ['of servers that are not configured', { kernel: 'deephaven-other' }],
  ['that are text', { kernel: 'deephaven-demo', type: 'markdown' }]
])('leaves cells %s to the other executor', async (_, setting) => {
  const executor = new OtherExecutor();
  activate(executor);
  const { options } = cellOf(setting);
  expect(await executor.runCell(options)).toBe(false);
  expect(executor.ran).toEqual([options]);
  expect(mockRunCell).not.toHaveBeenCalled();
});

it('leaves cells without a session to the other executor', async () => {
  const executor = new OtherExecutor();
  activate(executor);
  const { cell } = cellOf({}).options;
  await executor.runCell({ cell } as Options);
  expect(executor.ran).toEqual([{ cell }]);
});

it('decides by the kernel that is about to start', async () => {
  const executor = new OtherExecutor();
  activate(executor);
  const { options, sessionContext } = cellOf({ preferred: 'deephaven-demo' });
  Object.defineProperty(sessionContext, 'hasNoKernel', { value: false });
  await executor.runCell(options);
  expect(mockRunCell).toHaveBeenCalledTimes(1);
  expect(executor.ran).toEqual([]);
});

it.each([
  [{ started: 'deephaven-demo' }, 0, 1],
  [{ started: 'python3' }, 0, 0],
  [{ picked: 'deephaven-demo' }, 1, 1],
  [{ picked: 'python3' }, 1, 0]
])(
  'has a kernel started before it decides: %j',
  async (setting, asked, ours) => {
    const executor = new OtherExecutor();
    activate(executor);
    const { options, selectKernel } = cellOf(setting);
    await executor.runCell(options);
    expect(selectKernel).toHaveBeenCalledTimes(asked);
    expect(mockRunCell).toHaveBeenCalledTimes(ours);
    expect(executor.ran).toHaveLength(1 - ours);
  }
);

it('asks once for a kernel, and runs nothing without one', async () => {
  const executor = new OtherExecutor();
  activate(executor);
  const { clearExecution, options, selectKernel } = cellOf({});
  expect(await executor.runCell(options)).toBe(true);
  expect(selectKernel).toHaveBeenCalledTimes(1);
  expect(clearExecution).toHaveBeenCalledTimes(1);
  expect(executor.ran).toEqual([]);
  expect(mockRunCell).not.toHaveBeenCalled();
});

describe('with an executor that cannot be changed', () => {
  let warn: jest.SpyInstance;

  beforeEach(() => {
    warn = jest.spyOn(console, 'warn').mockImplementation();
  });
  afterEach(() => {
    warn.mockRestore();
  });

  it.each([
    ['JupyterLab’s says nothing', mockRunCell, 0],
    ['another one warns', jest.fn(async () => true), 1]
  ])('%s', async (_, runCell, warnings) => {
    const executor = Object.freeze({ runCell });
    activate(executor);
    await new Promise(resolve => setTimeout(resolve));
    expect(executor.runCell).toBe(runCell);
    expect(warn).toHaveBeenCalledTimes(warnings);
  });
});

it('does nothing without servers or without an executor', () => {
  const executor = new OtherExecutor();
  const { runCell } = executor;
  activate(executor, null);
  expect(executor.runCell).toBe(runCell);
  activate(null);
});
