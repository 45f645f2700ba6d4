/**
 * The offer to serve a module that a run lacks, and to run again.
 */
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import type { IRun, IUnservedModule } from '../../tokens';
import { reportFailure } from '../../ui/commandErrors';
import { CommandIDs } from '../../ui/commandIds';

/** How long a notification has it, in milliseconds. */
const OFFER_TIME = 15000;

/** A button, and what it does. */
export interface IServeOffer {
  readonly label: string;
  readonly accept: () => Promise<void>;
}

/** What to offer for a run; null where there is nothing to serve. */
export function serveOffer(
  run: IRun,
  commands: CommandRegistry,
  trans: TranslationBundle
): IServeOffer | null {
  const unserved = run.result?.unserved;
  if (!unserved) {
    return null;
  }
  const { file, server } = run;
  return {
    label: labelOf(unserved, file !== null, trans),
    accept: async () => {
      await reportFailure(false, async () => {
        await serve(unserved, commands);
        if (file !== null) {
          await commands.execute(CommandIDs.runFile, { path: file, server });
        }
      });
    }
  };
}

/** Make the offer for a run whose output is shown elsewhere. */
export function notifyOffer(
  run: IRun,
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  const offer = serveOffer(run, commands, trans);
  if (offer) {
    Notification.info(run.result!.exception!.message, {
      autoClose: OFFER_TIME,
      actions: [
        {
          label: offer.label,
          displayType: 'accent',
          callback: () => void offer.accept()
        }
      ]
    });
  }
}

/** The offer as a button below the error. */
export class ServeOfferView extends Widget {
  constructor({ accept, label }: IServeOffer) {
    super();
    this.addClass('jp-DeephavenOutput-offer');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-mod-styled jp-mod-accept';
    button.textContent = label;
    button.onclick = () => {
      button.disabled = true;
      void accept().finally(() => {
        button.disabled = false;
      });
    };
    this.node.append(button);
  }
}

async function serve(
  { contents, isOff, path }: IUnservedModule,
  commands: CommandRegistry
): Promise<void> {
  if (!isOff) {
    await commands.execute(CommandIDs.serve, { paths: [path], contents });
    return;
  }
  await commands.execute(CommandIDs.setServing, { path, enabled: true });
  await commands.execute(CommandIDs.setServing, { enabled: true });
}

function labelOf(
  { isOff, path }: IUnservedModule,
  runsAgain: boolean,
  trans: TranslationBundle
): string {
  if (isOff) {
    return runsAgain
      ? trans.__('Turn Serving On and Run Again')
      : trans.__('Turn Serving On');
  }
  return runsAgain
    ? trans.__('Serve %1 and Run Again', path)
    : trans.__('Serve %1', path);
}
