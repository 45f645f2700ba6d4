/**
 * The dialogs that ask the user to agree to what connecting does.
 */
import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ConsentQuestion } from '../connection/trust/consent';
import type { IDeephavenServer } from '../tokens';

/**
 * Ask the user to agree.
 *
 * @returns see `ConsentPrompt`.
 */
export async function askConsent(
  { config }: IDeephavenServer,
  question: ConsentQuestion,
  trans: TranslationBundle
): Promise<boolean | null> {
  const isApi = question.about === 'api';
  const paragraphs = isApi
    ? aboutApi(question, config.url, trans)
    : aboutJupyter(question, config.url, trans);
  const agree = Dialog.warnButton({
    label: isApi ? trans.__('Trust and Connect') : trans.__('Agree and Connect')
  });
  const never = Dialog.createButton({
    label: trans.__('From This Browser Only'),
    caption: trans.__('Don’t ask again for this server'),
    accept: false
  });
  const hasOtherWay = !isApi && question.route === 'jupyter';
  const dialog = new Dialog({
    title: isApi
      ? trans.__('Trust the API of “%1”?', config.name)
      : trans.__('Connect to “%1” through Jupyter?', config.name),
    body: (
      <div className="jp-DeephavenConsent">
        {paragraphs.map(text => (
          <p key={text}>{text}</p>
        ))}
        {isApi && (
          <p className="jp-DeephavenConsent-hashes">
            {question.hashes.map(hash => (
              <code key={hash}>{hash}</code>
            ))}
          </p>
        )}
      </div>
    ),
    // Enter, pressed without reading, agrees to nothing.
    defaultButton: 0,
    buttons: [Dialog.cancelButton(), ...(hasOtherWay ? [never] : []), agree]
  });
  dialog.addClass('jp-DeephavenConsent-dialog');
  const { button } = await dialog.launch();
  return button.accept ? true : button.label === never.label ? false : null;
}

function aboutApi(
  { isChanged }: ConsentQuestion & { about: 'api' },
  url: string,
  trans: TranslationBundle
): string[] {
  return [
    isChanged
      ? trans.__(
          'The API that %1 hands out has changed since you trusted it, and is not on the list of Deephaven’s releases.',
          url
        )
      : trans.__(
          'This server hands out an API that is not on the list of Deephaven’s releases: %1',
          url
        ),
    trans.__(
      'This JavaScript would run in this page with your Jupyter rights. It could read and change your files, and run programs on the Jupyter server.'
    ),
    trans.__(
      'Trust it only if you know where it comes from. You are asked again when it changes. Its SHA-256:'
    )
  ];
}

function aboutJupyter(
  { exposesJupyter, route }: ConsentQuestion & { about: 'jupyter' },
  url: string,
  trans: TranslationBundle
): string[] {
  const reason =
    route === 'jupyter'
      ? trans.__(
          'This browser does not reach %1. The Jupyter server can pass the connection on, if it reaches a server there.',
          url
        )
      : trans.__('%1 is at the address of the Jupyter server itself.', url);
  return [
    reason,
    exposesJupyter
      ? trans.__(
          'Whoever listens there receives your Jupyter credentials, and could use JupyterLab as you.'
        )
      : trans.__(
          'Whoever listens there receives what you enter and serve for this Deephaven, but not your Jupyter credentials.'
        ),
    trans.__('Agree only if you trust what runs there.')
  ];
}
