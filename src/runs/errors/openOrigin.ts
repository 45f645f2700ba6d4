/**
 * The command that opens a file, or a cell of a notebook, by the name that
 * tracebacks have for it.
 */
import type { IFrame } from '../../tokens';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IWidgetTracker } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { placeOfOrigin } from '../../protocol/origin';
import { reportFailure } from '../../ui/commandErrors';
import { CommandIDs } from '../../ui/commandIds';
import { showCellLine } from './cellLine';
import type { INavigation } from './pendingNavigation';
import {
  leaveNavigation,
  opensOtherPages,
  takeNavigation
} from './pendingNavigation';

/** Open what a frame of a shown traceback names; failures are shown as well. */
export function openFrame(
  commands: CommandRegistry,
  { origin, line }: IFrame
): void {
  const args = { origin, line, clicked: true };
  void commands.execute(CommandIDs.openOrigin, args);
}

/** Go on to the line for which another page has opened this one's document. */
export function takeNavigations(
  trackers: readonly IWidgetTracker<IDocumentWidget>[],
  contents: Contents.IManager,
  trans: TranslationBundle
): void {
  if (!opensOtherPages()) {
    return;
  }
  const look = (widget: IDocumentWidget) => {
    const path = contents.localPath(widget.context.path);
    const navigation = takeNavigation(path, contents.serverSettings.baseUrl);
    if (navigation) {
      void reportFailure(false, () => goTo(widget, navigation, trans));
    }
  };
  for (const tracker of trackers) {
    tracker.forEach(look);
    tracker.widgetAdded.connect((_, widget) => look(widget));
  }
}

/**
 * Show a line of an open document.
 *
 * @throws Error when the notebook does not have the cell any more.
 */
async function goTo(
  widget: IDocumentWidget,
  { cell, line }: INavigation,
  trans: TranslationBundle
): Promise<void> {
  await widget.revealed;
  if (cell === null) {
    if (line >= 1) {
      // RFC 5147 counts from 0.
      widget.setFragment(`#line=${line - 1}`);
    }
  } else if (
    widget instanceof NotebookPanel &&
    !(await showCellLine(widget, cell, line))
  ) {
    throw new Error(
      trans.__('The cell is no longer in “%1”.', widget.context.path)
    );
  }
}

/** Add the command to an application. */
export function addOpenOrigin(
  app: JupyterFrontEnd,
  documents: IDocumentManager,
  trans: TranslationBundle
): void {
  app.commands.addCommand(CommandIDs.openOrigin, {
    label: trans.__('Open File of Traceback'),
    caption: trans.__('Open the file that a traceback names, at its line'),
    execute: args =>
      reportFailure(!args.clicked, async () => {
        const origin = String(args.origin ?? '');
        const place = placeOfOrigin(origin);
        if (!place) {
          throw new Error(
            trans.__('“%1” is no file that JupyterLab shows.', origin)
          );
        }
        const { path, cell } = place;
        const { contents } = app.serviceManager;
        await contents.get(path, { content: false }).catch(() => {
          throw new Error(trans.__('There is no file “%1” any more.', path));
        });
        const factory = cell === null ? null : 'default';
        const open = documents.findWidget(path, factory);
        const navigation = {
          path: contents.localPath(path),
          cell,
          line: Number(args.line)
        };
        if (open) {
          // Not `openOrReveal`: in Notebook 7 that moves it to another tab of
          // the browser, even from this one.
          app.shell.activateById(open.id);
        } else if (opensOtherPages()) {
          leaveNavigation(navigation, contents.serverSettings.baseUrl);
          documents.open(path);
          return;
        }
        const widget = open ?? documents.open(path);
        if (widget) {
          await goTo(widget, navigation, trans);
        }
      }),
    describedBy: {
      args: {
        type: 'object',
        required: ['origin'],
        properties: {
          origin: {
            type: 'string',
            description: trans.__(
              'The file or cell as tracebacks name it, such as /jupyter:/pkg/a.py'
            )
          },
          line: {
            type: 'integer',
            description: trans.__('The line to go to, from 1')
          },
          clicked: {
            type: 'boolean',
            description: trans.__('Show failures instead of throwing them')
          }
        }
      }
    }
  });
}
