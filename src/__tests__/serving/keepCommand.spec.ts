import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { addKeepCommand } from '../../serving/keepCommand';
import { CommandIDs } from '../../ui/commandIds';
import { serving } from '../helpers/serving';

const FILES = {
  'a/pkg/__init__.py': '',
  'a/pkg/db.py': '',
  'a/pkg/notes.txt': '',
  'other/x.py': ''
};

/** The command, with what is selected in the file browser, and clicked. */
function commanding() {
  const commands = new CommandRegistry();
  const { served, settings } = serving(FILES, [{ path: 'a/pkg' }]);
  const at = {
    selected: [] as { path: string; type: string }[],
    clicked: undefined as string | undefined
  };
  const app = {
    commands,
    contextMenuHitTest: () =>
      at.clicked && { dataset: { jpDeephavenPath: at.clicked } }
  };
  const browsers = {
    tracker: { currentWidget: { selectedItems: () => at.selected.values() } }
  };
  addKeepCommand(
    app as unknown as JupyterFrontEnd,
    served,
    browsers as unknown as IFileBrowserFactory,
    nullTranslator.load('test')
  );
  const id = CommandIDs.keepLoaded;
  return {
    at,
    execute: (args = {}) => commands.execute(id, args),
    kept: () => settings.value.keepLoaded,
    state: (args = {}) => [
      commands.isVisible(id, args),
      commands.isEnabled(id, args),
      commands.isToggled(id, args)
    ]
  };
}

it('keeps the module of a path loaded, or no longer', async () => {
  const { execute, kept, state } = commanding();
  await execute({ path: 'a/pkg/db.py' });
  expect(kept()).toEqual(['pkg.db']);
  expect(state({ path: 'a/pkg/db.py' })).toEqual([true, true, true]);
  await execute({ path: 'a/pkg/db.py', keep: true });
  expect(kept()).toEqual(['pkg.db']);
  await execute({ path: 'a/pkg/db.py' });
  expect(kept()).toEqual([]);
});

it('shows that what is below a kept package is kept', async () => {
  const { execute, state } = commanding();
  await execute({ path: 'a/pkg' });
  expect(state({ path: 'a/pkg' })).toEqual([true, true, true]);
  expect(state({ path: 'a/pkg/db.py' })).toEqual([true, false, true]);
});

it('acts on the selected file, where it is one that is served', async () => {
  const { at, execute, kept, state } = commanding();
  const select = (...paths: string[]) => {
    at.selected = paths.map(path => ({
      path,
      type: path.includes('.') ? 'file' : 'directory'
    }));
  };
  expect(state()[0]).toBe(false);
  for (const path of ['other/x.py', 'other', 'a', 'a/pkg/notes.txt']) {
    select(path);
    expect([path, ...state()]).toEqual([path, false, false, false]);
  }
  select('a/pkg', 'a/pkg/db.py');
  expect(state()[0]).toBe(false);
  select('a/pkg/db.py');
  expect(state()).toEqual([true, true, false]);
  await execute();
  expect(kept()).toEqual(['pkg.db']);
});

it('acts on the row that was clicked', async () => {
  const { at, execute, kept, state } = commanding();
  const args = { clicked: true };
  expect(state(args)[0]).toBe(false);
  at.clicked = 'a/pkg';
  expect(state(args)).toEqual([true, true, false]);
  await execute(args);
  expect(kept()).toEqual(['pkg']);
});

it('rejects what is not served, and what is no choice', async () => {
  const { execute, kept } = commanding();
  await expect(execute({ path: 'other/x.py' })).rejects.toThrow(
    '“other/x.py” is not a served module.'
  );
  await expect(execute({ path: 'a/pkg', keep: 'yes' })).rejects.toThrow('keep');
  expect(kept()).toEqual([]);
});
