import type { IDocumentManager } from '@jupyterlab/docmanager';

import { OpenDocuments } from '../../files/openDocuments';

/** What `text` gives for a file that is open. */
function text(
  document: {
    ready?: boolean;
    dirty?: boolean;
    collaborative?: boolean;
    type?: string;
    saved?: string;
  } | null,
  onDisk: string
): string | null {
  const context = document && {
    isReady: document.ready ?? true,
    contentsModel: {
      type: document.type ?? 'file',
      last_modified: document.saved ?? 'T1'
    },
    model: {
      dirty: document.dirty ?? false,
      collaborative: document.collaborative ?? false,
      toString: () => 'in the editor'
    }
  };
  const manager = {
    findWidget: () => (document ? {} : undefined),
    contextForWidget: () => context
  } as unknown as IDocumentManager;
  return new OpenDocuments(manager).text({
    name: 'a.py',
    path: 'a.py',
    isFolder: false,
    lastModified: onDisk
  });
}

describe('the text of a file', () => {
  it.each([
    ['is the disk’s when it is not open', null, 'T1', null],
    ['is the editor’s as it was saved', {}, 'T1', 'in the editor'],
    [
      'is the editor’s when changed there',
      { dirty: true },
      'T2',
      'in the editor'
    ],
    ['is the disk’s when changed there', {}, 'T2', null],
    ['is the disk’s also when an older file was put there', {}, 'T0', null],
    ['is the shared one', { collaborative: true }, 'T2', 'in the editor'],
    ['is the disk’s while it is being opened', { ready: false }, 'T1', null],
    ['is the disk’s for a notebook', { type: 'notebook' }, 'T1', null]
  ])('%s', (_, document, onDisk, expected) => {
    expect(text(document, onDisk)).toBe(expected);
  });
});
