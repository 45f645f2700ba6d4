/**
 * The command that opens a file by the name that tracebacks have for it.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';

import { pathOfOrigin } from '../sources/origin';
import { CommandIDs } from './commandIds';
import { reportFailure } from './interactive';

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
        const path = pathOfOrigin(origin);
        if (!path) {
          throw new Error(
            trans.__('“%1” is no file that JupyterLab shows.', origin)
          );
        }
        const { contents } = app.serviceManager;
        await contents.get(path, { content: false }).catch(() => {
          throw new Error(trans.__('There is no file “%1” any more.', path));
        });
        const widget = documents.openOrReveal(path);
        // In Notebook 7 it opens in another tab of the browser.
        await widget?.revealed;
        const line = Number(args.line);
        if (line >= 1) {
          // RFC 5147 counts from 0.
          widget?.setFragment(`#line=${line - 1}`);
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
              'The file as tracebacks name it, such as /jupyter:/pkg/a.py'
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
