/**
 * The list of served modules, with a filter and a switch each.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  closeIcon,
  fileIcon,
  folderIcon,
  ReactWidget,
  UseSignal
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { isModuleName, isPythonFile } from '../protocol/names';
import { dataAttribute } from '../servers/serverList';
import type {
  IDeephavenServer,
  IDeephavenServers,
  IServedEntry,
  IServedModules
} from '../tokens';
import { namesActivity, someOf } from '../ui/activityText';
import { notifyFailure } from '../ui/commandErrors';
import { CommandIDs } from '../ui/commandIds';
import type { RowProps } from '../ui/filteredList';
import { FilteredList } from '../ui/filteredList';
import { Toggle } from '../ui/toggle';
import { SERVED_PATH_ATTRIBUTE } from './servedCommands';

/** How many names a row has at most; its tooltip has all. */
const MAX_NAMED = 5;

/** What the list needs. */
interface IProps {
  readonly commands: CommandRegistry;
  readonly served: IServedModules;
  /** Where it is served; null where there are no servers at all. */
  readonly servers: IDeephavenServers | null;
  readonly trans: TranslationBundle;
}

/** The list as a widget. */
export class ServedList extends ReactWidget {
  constructor(props: IProps) {
    super();
    this.addClass('jp-DeephavenServed');
    this.node.tabIndex = -1;
    this._props = props;
  }

  protected render(): JSX.Element {
    const { served, servers } = this._props;
    const list = () => <Served {...this._props} />;
    return (
      <UseSignal signal={served.changed}>
        {() =>
          servers ? (
            <UseSignal signal={servers.changed}>{list}</UseSignal>
          ) : (
            list()
          )
        }
      </UseSignal>
    );
  }

  private _props: IProps;
}

/** The switch of serving as a whole. */
export class ServingSwitch extends ReactWidget {
  constructor(props: Pick<IProps, 'served' | 'trans'>) {
    super();
    this.addClass('jp-DeephavenServed-switch');
    this._props = props;
  }

  protected render(): JSX.Element {
    const { served, trans } = this._props;
    return (
      <UseSignal signal={served.changed}>
        {() => (
          <Toggle
            isOn={served.serving}
            label={trans.__('Serve modules')}
            title={
              served.serving
                ? trans.__('Stop serving')
                : trans.__('Start serving')
            }
            onToggle={isOn => served.setServing(isOn)}
          />
        )}
      </UseSignal>
    );
  }

  private _props: Pick<IProps, 'served' | 'trans'>;
}

function Served({ commands, served, servers, trans }: IProps): JSX.Element {
  if (served.entries.length === 0) {
    return (
      <div className="jp-Deephaven-empty">
        <p>
          {trans.__(
            'In the file browser, right-click a folder or a .py file and choose “Serve to Deephaven”, or drag it here. Code that runs in Deephaven can then import it.'
          )}
        </p>
      </div>
    );
  }
  const actionsOf = ({ enabled, path }: IServedEntry) => ({
    open: () => {
      if (commands.isVisible(CommandIDs.showServed)) {
        void commands.execute(CommandIDs.showServed, { path });
      }
    },
    toggle: () => {
      served.setServing(!enabled, path).catch(notifyFailure);
    },
    remove: () => {
      void commands.execute(CommandIDs.stopServing, {
        paths: [path],
        interactive: true
      });
    }
  });
  return (
    <FilteredList
      label={trans.__('Served modules')}
      filterLabel={trans.__('Filter served modules')}
      noMatch={filter => trans.__('No served module matches “%1”.', filter)}
      items={served.entries}
      keyOf={({ path }) => path}
      textsOf={({ name, names, path }) => [name, path, ...names]}
      actionsOf={actionsOf}
      render={(entry, row) => {
        const { open, remove } = actionsOf(entry);
        return (
          <Entry
            row={row}
            entry={entry}
            served={served}
            servers={servers?.servers ?? []}
            show={open}
            stop={remove}
            trans={trans}
          />
        );
      }}
      attributes={{ 'data-serving': served.serving }}
      note={
        !served.serving && (
          <p className="jp-Deephaven-note jp-DeephavenServed-off" role="status">
            {trans.__('Serving is off: Deephaven imports none of these.')}
          </p>
        )
      }
      trans={trans}
    />
  );
}

function Entry(props: {
  row: RowProps;
  entry: IServedEntry;
  served: IServedModules;
  servers: readonly IDeephavenServer[];
  show: () => void;
  stop: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { entry, row, served, servers, show, stop, trans } = props;
  const { contents, names, path, enabled, problem } = entry;
  const Icon = isPythonFile(path) ? fileIcon : folderIcon;
  const name = contents
    ? trans.__('Contents of %1', entry.name || '/')
    : entry.name;
  const remove = trans.__('Stop serving %1', name);
  return (
    <li
      {...row}
      className="jp-Deephaven-row jp-DeephavenServed-entry"
      data-enabled={enabled}
      {...{ [dataAttribute(SERVED_PATH_ATTRIBUTE)]: path }}
      onDoubleClick={show}
    >
      <span className="jp-Deephaven-state">
        <Icon.react tag="span" />
      </span>
      <div className="jp-Deephaven-texts">
        <span
          className="jp-Deephaven-name"
          title={[
            contents
              ? trans.__('Each module and package in it, as on sys.path')
              : isModuleName(name)
                ? trans.__('import %1', name)
                : trans.__('importlib.import_module("%1")', name),
            ...namesActivity(names, servers, trans)
          ].join('\n')}
        >
          {name}
        </span>
        <span className="jp-Deephaven-path" title={path || '/'}>
          {path || '/'}
        </span>
        {contents && names.length > 0 && (
          <span className="jp-Deephaven-note" title={names.join(', ')}>
            {trans.__('Import as: %1', someOf(names, trans, MAX_NAMED))}
          </span>
        )}
        {!contents && served.keepLoaded.includes(name) && (
          <span className="jp-Deephaven-note">{trans.__('Kept loaded')}</span>
        )}
        {[
          problem,
          ...refused(names, servers, trans),
          ...shadowed(names, servers, trans)
        ].map(
          text =>
            text && (
              <span key={text} className="jp-Deephaven-problem" role="status">
                {text}
              </span>
            )
        )}
      </div>
      <button
        className="jp-Button jp-mod-minimal jp-Deephaven-action jp-mod-onHover"
        title={remove}
        aria-label={remove}
        tabIndex={row.tabIndex}
        onClick={stop}
      >
        <closeIcon.react tag="span" />
      </button>
      <Toggle
        isOn={enabled}
        label={trans.__('Serve %1', name)}
        title={
          enabled ? trans.__('On. Switch off') : trans.__('Off. Switch on')
        }
        onToggle={isOn => served.setServing(isOn, path)}
      />
    </li>
  );
}

/** The message about names that workers import from elsewhere. */
function refused(
  names: readonly string[],
  servers: readonly IDeephavenServer[],
  trans: TranslationBundle
): string[] {
  return servers.flatMap(server =>
    names.flatMap(name => {
      const reason = server.connection?.refused.get(name);
      return reason === undefined
        ? []
        : [
            trans.__(
              "%1 can't import “%2” from here: %3. Rename it.",
              server.config.name,
              name,
              reason
            )
          ];
    })
  );
}

/** The message about modules of workers that served ones shadow. */
function shadowed(
  names: readonly string[],
  servers: readonly IDeephavenServer[],
  trans: TranslationBundle
): string[] {
  return servers.flatMap(server => {
    const hidden = names.filter(name =>
      server.connection?.shadows.includes(name)
    );
    return hidden.length === 0
      ? []
      : [
          trans.__(
            '%1 has modules of these names itself: %2. Code there imports yours instead. Rename yours, unless you mean it.',
            server.config.name,
            someOf(hidden, trans, MAX_NAMED)
          )
        ];
  });
}
