/**
 * The panel's model for React: lives as long as the panel, and knows whether
 * somebody can see it.
 */
import { useApi } from '@deephaven/jsapi-bootstrap';
import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { IPanelState } from './panelModel';
import { PanelModel, UNKNOWN } from './panelModel';
import { openStream } from './widgetStream';

/**
 * What there is to show, and a function that asks for it again.
 *
 * @param fetch - fetches the widget.
 * @param element - the panel's element.
 */
export function usePanelState(
  fetch: () => Promise<unknown>,
  element: RefObject<Element>
): [IPanelState, () => Promise<void>] {
  const dh = useApi();
  const [state, setState] = useState(UNKNOWN);
  const last = useRef(state);
  last.current = state;
  const model = useRef<PanelModel | null>(null);
  const isVisible = useVisible(element);

  useEffect(() => {
    // What was known before the web IDE reconnected is better than nothing.
    const { info, log, updatedAt } = last.current;
    const begin = { info, log, updatedAt, problem: null };
    const current = new PanelModel(
      () => openStream(dh, fetch),
      setState,
      begin
    );
    model.current = current;
    return () => {
      model.current = null;
      current.dispose();
    };
  }, [dh, fetch]);

  useEffect(() => {
    if (model.current) {
      model.current.isVisible = isVisible;
    }
  }, [dh, fetch, isVisible]);

  const refresh = useCallback(async () => model.current?.refresh(), []);
  return [state, refresh];
}

/** Whether some of an element is on the screen, in a page that is. */
function useVisible(element: RefObject<Element>): boolean {
  const [isOnPage, setIsOnPage] = useState(false);
  const [isPageVisible, setIsPageVisible] = useState(!document.hidden);

  useEffect(() => {
    const observer = new IntersectionObserver(entries =>
      setIsOnPage(entries[entries.length - 1].isIntersecting)
    );
    if (element.current) {
      observer.observe(element.current);
    }
    const pageChanged = (): void => setIsPageVisible(!document.hidden);
    document.addEventListener('visibilitychange', pageChanged);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', pageChanged);
    };
  }, [element]);

  return isOnPage && isPageVisible;
}
