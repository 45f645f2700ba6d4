/**
 * CodeMirror's part of tooltips: what a word is, below the pointer, and the
 * parameters of a call, while somebody writes it.
 */
import type { Extension } from '@codemirror/state';
import { MapMode, Prec, StateEffect, StateField } from '@codemirror/state';
import type { Tooltip, ViewUpdate } from '@codemirror/view';
import {
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  ViewPlugin
} from '@codemirror/view';

import type { ICall } from '../python/inspect';
import type { Asking } from './asking';
import { hoverView, signaturesView } from './contents';

/** How long to wait for the next key before a server is asked, in milliseconds. */
const PAUSE = 100;

/** Tooltips for one editor. */
export function tooltips(asking: Asking): Extension {
  const hovering = hoverTooltip(async (view, offset) => {
    const found = await asking.hover(view, offset).catch(report);
    return found
      ? {
          pos: found.start,
          end: found.end,
          create: () => hoverView(found)
        }
      : null;
  });
  return [hovering, parameterHints(asking)];
}

function report(reason: unknown): null {
  console.warn('Deephaven could not tell what this is', reason);
  return null;
}

/** The tooltip about the call that is being written. */
function parameterHints(asking: Asking): Extension {
  const setCall = StateEffect.define<ICall | null>();
  const shown = StateField.define<Tooltip | null>({
    create: () => null,
    update: (tooltip, transaction) => {
      for (const effect of transaction.effects) {
        if (effect.is(setCall)) {
          return effect.value && asTooltip(effect.value);
        }
      }
      const pos =
        tooltip &&
        transaction.changes.mapPos(tooltip.pos, 1, MapMode.TrackAfter);
      // Without its bracket there is no call.
      return tooltip && pos !== null ? { ...tooltip, pos } : null;
    },
    provide: field => showTooltip.from(field)
  });
  const hide = (view: EditorView): boolean => {
    if (view.state.field(shown) === null) {
      return false;
    }
    view.dispatch({ effects: setCall.of(null) });
    return true;
  };
  const follower = ViewPlugin.define(view => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const ask = async () => {
      const question = ++asked;
      const { main } = view.state.selection;
      const call = main.empty
        ? await asking.call(view, main.head).catch(report)
        : null;
      // What was typed meanwhile asks for itself.
      if (question === asked) {
        view.dispatch({ effects: setCall.of(call) });
      }
    };
    return {
      update: (update: ViewUpdate) => {
        const isShown = update.state.field(shown) !== null;
        const isMoved = update.docChanged || update.selectionSet;
        if (opensCall(update) ? asking.canAsk(view) : isShown && isMoved) {
          asked += 1;
          clearTimeout(timer);
          timer = setTimeout(() => void ask(), PAUSE);
        }
      },
      destroy: () => {
        clearTimeout(timer);
        asked = -1;
      }
    };
  });
  return [
    shown,
    follower,
    Prec.high(keymap.of([{ key: 'Escape', run: hide }])),
    EditorView.domEventHandlers({
      blur: (_, view) => {
        // An editor may lose the focus while it is being changed.
        setTimeout(() => hide(view));
      }
    })
  ];
}

/** Whether somebody has typed what begins an argument. */
function opensCall(update: ViewUpdate): boolean {
  if (!update.transactions.some(each => each.isUserEvent('input.type'))) {
    return false;
  }
  let isOpening = false;
  update.changes.iterChanges((from, to, fromNew, toNew, inserted) => {
    isOpening ||= /[(,]/.test(inserted.toString());
  });
  return isOpening;
}

function asTooltip({ open, signatures }: ICall): Tooltip {
  return {
    pos: open,
    // Below is the completer's place.
    above: true,
    create: () => signaturesView(signatures)
  };
}
