/**
 * Folders of a drive that jupyter-fs shows: they are served like any other.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { environment } from '../environment';
import { expect, test, Workspace } from '../fixtures';

/** What jupyter-fs calls the drive of a folder: see its metamanager.py. */
function driveOf(folder: string): string {
  const resource = `osfs://${folder}pyfs`;
  return createHash('md5').update(resource).digest('hex').slice(0, 8);
}

const DRIVE = driveOf(join(environment('JUPYTER_ROOT'), 'drive'));

test('a folder at the top of a drive, and what lies at its top', async ({
  deephaven,
  extension
}) => {
  const drive = new Workspace('drive');
  await drive.write({
    'shelf/__init__.py': 'from .books import BOOKS\n',
    'shelf/books.py': 'BOOKS = 3\n',
    'loose.py': 'PAGES = 7\n'
  });
  await extension.connect(deephaven);
  await extension.execute('serve', { paths: [`${DRIVE}:shelf`] });
  const code = 'import shelf\nprint(shelf.BOOKS)';
  expect(await extension.run(code)).toMatchObject({
    error: null,
    output: '3\n'
  });
  await drive.write({ 'shelf/books.py': 'BOOKS = 4\n' });
  expect((await extension.run(code)).output).toBe('4\n');

  await extension.execute('serve', { paths: [`${DRIVE}:loose.py`] });
  expect(await extension.run('import loose\nprint(loose.PAGES)')).toMatchObject(
    { error: null, output: '7\n' }
  );
});
