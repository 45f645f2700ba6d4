/**
 * Deephaven's grid with its menus, as a React element.
 */
import {
  ContextActionUtils,
  ContextMenuRoot,
  ErrorBoundary
} from '@deephaven/components';
import type {
  IrisGridModel,
  IrisGridProps,
  IrisGridType
} from '@deephaven/iris-grid';
import { IrisGrid, IrisGridContextProvider } from '@deephaven/iris-grid';
import type { Settings } from '@deephaven/jsapi-utils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { createPortal } from 'react-dom';

import type { DeephavenApi } from '../../connection/api';
import { DeephavenApp } from '../deephaven/deephavenApp';
import type { Themes } from '../deephaven/irisTheme';
import { overlayHost } from '../deephaven/overlayHost';
import type { InitialProps } from './gridState';
import { menuKeyHandler } from './menuKey';
import { RefusedFilters } from './refusedFilters';

/** What the element shows. */
interface IProps {
  readonly api: DeephavenApi;
  /** Emitted with the grid when it may have changed. */
  readonly drawn: ISignal<unknown, IrisGridType>;
  readonly getDownloadWorker: IrisGridProps['getDownloadWorker'];
  readonly gridRef: (grid: IrisGridType | null) => void;
  readonly model: IrisGridModel;
  readonly name: string;
  /** Called when the grid is on the page, and what was there before is not. */
  readonly onMounted: () => void;
  readonly onStateChange: IrisGridProps['onStateChange'];
  readonly props: InitialProps;
  readonly settings: Settings;
  readonly themes: Themes;
  readonly trans: TranslationBundle;
}

/** The grid of a model. */
export function IrisApp(props: IProps): JSX.Element {
  const { api, gridRef, model, name, onMounted, settings, trans } = props;
  React.useEffect(onMounted, [onMounted]);
  const frame = React.useRef<HTMLDivElement>(null);
  useLabel(frame, name, trans);
  return (
    <DeephavenApp api={api} themes={props.themes} trans={trans}>
      <IrisGridContextProvider>
        <div className="jp-DeephavenTable-frame" ref={frame}>
          <ErrorBoundary>
            <IrisGrid
              {...props.props}
              ref={gridRef}
              model={model}
              name={name}
              settings={settings}
              onStateChange={props.onStateChange}
              getDownloadWorker={props.getDownloadWorker}
              keyHandlers={KEY_HANDLERS}
            />
          </ErrorBoundary>
        </div>
        <RefusedFilters drawn={props.drawn} />
        <Menus frame={frame} />
      </IrisGridContextProvider>
    </DeephavenApp>
  );
}

const KEY_HANDLERS = [menuKeyHandler];

/**
 * Context menus, above the shell: a menu inside a tab would be cut off at its
 * edge.
 */
function Menus({
  frame
}: {
  frame: React.RefObject<HTMLElement>;
}): JSX.Element {
  const root = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const node = frame.current!;
    const open = (event: MouseEvent) => {
      // The grid answers the browser's event by one with its menu.
      if (
        !ContextActionUtils.isContextActionEvent(event) ||
        ContextActionUtils.getMenuItems(event.contextActions).length === 0
      ) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const { clientX, clientY, contextActions } = event;
      const moved = new MouseEvent('contextmenu', {
        clientX,
        clientY,
        cancelable: true
      });
      root.current!.dispatchEvent(Object.assign(moved, { contextActions }));
    };
    node.addEventListener('contextmenu', open);
    return () => node.removeEventListener('contextmenu', open);
  }, [frame]);
  return createPortal(
    <div ref={root}>
      <ContextMenuRoot />
    </div>,
    overlayHost()
  );
}

/** Name the grid for assistive technology: it is a canvas. */
function useLabel(
  frame: React.RefObject<HTMLElement>,
  name: string,
  trans: TranslationBundle
): void {
  React.useEffect(() => {
    // It comes when the grid's code is loaded.
    const observer = new MutationObserver(() => label());
    const label = () => {
      const canvas = frame.current!.querySelector('canvas');
      if (canvas) {
        observer.disconnect();
        canvas.setAttribute('role', 'application');
        canvas.setAttribute('aria-label', trans.__('Table %1', name));
        canvas.setAttribute(
          'aria-description',
          trans.__(
            'Arrow keys move. Ctrl+F filters, Ctrl+C copies, the context menu key opens a menu. Escape, then Tab, leaves the table.'
          )
        );
      }
    };
    observer.observe(frame.current!, { childList: true, subtree: true });
    label();
    return () => observer.disconnect();
  }, [frame, name, trans]);
}
