/**
 * Hands lines to go to on to pages of the browser that open documents, as
 * those of Notebook 7 do: one document, one page.
 */
import { PageConfig } from '@jupyterlab/coreutils';
import { UUID } from '@lumino/coreutils';

/** Where pages of one origin find what others leave. */
const KEY = 'jupyterlab-deephaven:go-to';

/** How long a page may take to open, in milliseconds. */
const PATIENCE = 60 * 1000;

/** This page, in which a document stands for a moment before it opens there. */
const PAGE = UUID.uuid4();

/** A line of a document. */
export interface IGoal {
  /** The document's path, without a drive. */
  readonly path: string;
  /** The id of the notebook's cell; null in a file. */
  readonly cell: string | null;
  /** From 1. */
  readonly line: number;
}

/** A goal as it is stored. */
interface IStoredGoal extends IGoal {
  /** The page that left it. */
  readonly from: string;
  /** The Jupyter server: one origin may have many, as on a hub. */
  readonly server: string;
  /** Until when to go there, in milliseconds of the clock. */
  readonly until: number;
}

/** Whether documents that are opened here open in other pages. */
export function opensOtherPages(): boolean {
  return PageConfig.getOption('notebookPage') !== '';
}

/**
 * Tell the page that is about to open a document where to go in it.
 *
 * @param server - the Jupyter server's base URL.
 */
export function leaveGoal(goal: IGoal, server: string): void {
  const stored: IStoredGoal = {
    ...goal,
    from: PAGE,
    server,
    until: Date.now() + PATIENCE
  };
  localStorage.setItem(KEY, JSON.stringify(stored));
}

/**
 * Where another page wants this one to go in a document; told once.
 *
 * @param server - the Jupyter server's base URL.
 */
export function takeGoal(path: string, server: string): IGoal | null {
  const goal = read();
  if (
    goal?.path !== path ||
    goal.from === PAGE ||
    goal.server !== server ||
    goal.until < Date.now()
  ) {
    return null;
  }
  localStorage.removeItem(KEY);
  return goal;
}

function read(): IStoredGoal | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    // Not of this extension, or of another version of it.
    return null;
  }
}
