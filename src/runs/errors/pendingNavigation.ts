/**
 * Hands lines to go to on to pages of the browser that open documents, as
 * those of Notebook 7 do: one document, one page.
 */
import { PageConfig } from '@jupyterlab/coreutils';
import { UUID } from '@lumino/coreutils';

/** What the keys begin with by which pages of one origin find what others left. */
const PREFIX = 'jupyterlab-deephaven:go-to';

/** How long a page may take to open, in milliseconds. */
const PATIENCE = 60 * 1000;

/** This page, in which a document stands for a moment before it opens there. */
const PAGE = UUID.uuid4();

/** A line of a document. */
export interface INavigation {
  /** The document's path, without a drive. */
  readonly path: string;
  /** The id of the notebook's cell; null in a file. */
  readonly cell: string | null;
  /** From 1. */
  readonly line: number;
}

/** A navigation as it is stored. */
interface IStoredNavigation extends INavigation {
  /** The page that left it. */
  readonly from: string;
  /** Until when to go there, in milliseconds of the clock. */
  readonly until: number;
}

/** Whether documents that are opened here open in other pages. */
export function opensOtherPages(): boolean {
  return PageConfig.getOption('notebookPage') !== '';
}

/**
 * Tell the page that is about to open a document where to go in it. Where the
 * browser stores nothing, that opens without its line.
 *
 * @param server - the Jupyter server's base URL.
 */
export function leaveNavigation(navigation: INavigation, server: string): void {
  const stored: IStoredNavigation = {
    ...navigation,
    from: PAGE,
    until: Date.now() + PATIENCE
  };
  try {
    removeExpired();
    localStorage.setItem(
      keyOf(navigation.path, server),
      JSON.stringify(stored)
    );
  } catch (reason) {
    console.warn('A line to go to could not be left to another page', reason);
  }
}

/**
 * Where another page wants this one to go in a document; told once.
 *
 * @param server - the Jupyter server's base URL.
 */
export function takeNavigation(
  path: string,
  server: string
): INavigation | null {
  const key = keyOf(path, server);
  try {
    const navigation = read(key);
    if (
      navigation?.path !== path ||
      navigation.from === PAGE ||
      isExpired(navigation)
    ) {
      return null;
    }
    localStorage.removeItem(key);
    return navigation;
  } catch (reason) {
    console.warn('A line to go to could not be looked up', reason);
    return null;
  }
}

/** Remove what no page came for, or can read. */
function removeExpired(): void {
  // All keys before any is removed: their numbers change with that.
  const keys = Array.from({ length: localStorage.length }, (_, n) =>
    localStorage.key(n)
  );
  for (const key of keys) {
    if (key?.startsWith(PREFIX)) {
      const navigation = read(key);
      if (!navigation || isExpired(navigation)) {
        localStorage.removeItem(key);
      }
    }
  }
}

/**
 * One for each document, since many may be opened before the first page is
 * there; and for each server, since one origin may have many, as on a hub.
 */
function keyOf(path: string, server: string): string {
  return `${PREFIX} ${server} ${path}`;
}

function isExpired({ until }: IStoredNavigation): boolean {
  return !(until >= Date.now());
}

function read(key: string): IStoredNavigation | null {
  const stored = localStorage.getItem(key) ?? 'null';
  try {
    return JSON.parse(stored);
  } catch {
    // Not of this extension, or of another version of it.
    return null;
  }
}
