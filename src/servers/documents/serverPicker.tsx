/**
 * The picker in the toolbar of a document: on which server its code runs.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect, ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDeephavenServers } from '../../tokens';
import { notifyFailure } from '../../ui/commandErrors';
import { kernelNames } from '../kernelNames';

/** A document whose toolbar has the picker. */
export type PickedDocument = IDocumentWidget & {
  readonly sessionContext?: ISessionContext;
};

/** The picker; hidden where there is nothing to pick. */
export class ServerPicker extends ReactWidget {
  constructor(
    private readonly _document: PickedDocument,
    private readonly _servers: IDeephavenServers,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DeephavenPicker');
    const { context, sessionContext } = _document;
    _servers.changed.connect(this._onChanged, this);
    context.pathChanged.connect(this._onChanged, this);
    sessionContext?.kernelChanged.connect(this._onChanged, this);
    this._onChanged();
  }

  protected render(): JSX.Element {
    const { _servers: servers, _trans: trans } = this;
    const { path } = this._document.context;
    const { current } = servers;
    return (
      <label>
        <span>{trans.__('Runs on:')}</span>
        <HTMLSelect
          aria-label={trans.__('Server that runs %1', PathExt.basename(path))}
          value={servers.pickedFor(path)?.config.name ?? ''}
          onChange={event => {
            const { value } = event.target;
            servers
              .pick(path, value === '' ? null : servers.find(value))
              .catch(notifyFailure);
          }}
        >
          <option value="">
            {current
              ? trans.__('%1 (default)', current.config.name)
              : trans.__('Default')}
          </option>
          {servers.servers.map(({ config: { name } }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </HTMLSelect>
      </label>
    );
  }

  private _onChanged(): void {
    const { servers } = this._servers;
    const kernel = this._document.sessionContext?.session?.kernel?.name;
    // A kernel of ours is its server.
    const isOurs = kernel !== undefined && kernelNames(servers).has(kernel);
    this.setHidden(servers.length < 2 || isOurs);
    this.update();
  }
}
