import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { FilteredList } from '../../ui/filteredList';
import { rowAfter } from '../../ui/rovingRows';
import { Toggle } from '../../ui/toggle';

const trans = nullTranslator.load('test');

describe('rowAfter', () => {
  const place = { count: 10, page: 4 };

  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 1, 0],
    ['ArrowUp', 0, 0],
    ['PageDown', 2, 6],
    ['PageDown', 8, 9],
    ['PageUp', 6, 2],
    ['PageUp', 1, 0],
    ['Home', 5, 0],
    ['End', 5, 9]
  ])('%s leads from %d to %d', (key, from, to) => {
    expect(rowAfter(key, from, place)).toBe(to);
  });

  it('is null for keys that lead nowhere', () => {
    expect(rowAfter('Enter', 5, place)).toBeNull();
    expect(rowAfter('toString', 5, place)).toBeNull();
  });
});

describe('a list of rows', () => {
  const done = jest.fn();
  const menu = jest.fn();
  let widget: Letters;

  /** A list of letters, each with a switch. */
  class Letters extends ReactWidget {
    isEmpty = false;
    items: string[] = [];

    protected render() {
      return this.isEmpty ? (
        <p>{trans.__('None')}</p>
      ) : (
        <FilteredList
          label={trans.__('Letters')}
          filterLabel={trans.__('Filter letters')}
          noMatch={text => `no ${text}`}
          items={this.items}
          keyOf={item => item}
          textsOf={item => [item]}
          actionsOf={item => ({
            open: () => done('open', item),
            remove: () => {
              void this.change(this.items.filter(other => other !== item));
            }
          })}
          render={(item, row) => (
            <li {...row} data-letter={item}>
              <Toggle isOn label={item} title="" onToggle={async () => {}} />
            </li>
          )}
          trans={trans}
        />
      );
    }

    /** Show other letters. */
    async change(items: string[]): Promise<void> {
      this.items = items;
      this.update();
      MessageLoop.flush();
      await this.renderPromise;
      await settle();
    }
  }

  const settle = () => new Promise(resolve => setTimeout(resolve, 0));
  const row = (letter: string) =>
    document.querySelector<HTMLElement>(`[data-letter="${letter}"]`)!;
  const control = (letter: string) =>
    row(letter).querySelector<HTMLElement>('input')!;
  const filter = () =>
    document.querySelector<HTMLInputElement>('[type="search"]')!;
  const focus = async (node: HTMLElement) => {
    node.focus();
    await settle();
  };
  const press = async (key: string, modifiers: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      cancelable: true,
      ...modifiers
    });
    document.activeElement!.dispatchEvent(event);
    await settle();
    return event.defaultPrevented;
  };
  const tabStops = () =>
    [...document.querySelectorAll<HTMLElement>('ul [tabindex="0"]')].map(
      node => node.tagName + (node.dataset.letter ?? node.ariaLabel ?? '')
    );

  beforeEach(async () => {
    // jsdom has no layout to scroll.
    Element.prototype.scrollIntoView = jest.fn();
    done.mockClear();
    menu.mockClear();
    widget = new Letters();
    widget.node.addEventListener('contextmenu', menu);
    Widget.attach(widget, document.body);
    await widget.change(['a', 'b', 'c', 'd']);
  });

  afterEach(() => {
    widget.dispose();
  });

  it('is one tab stop, with the controls of its row', async () => {
    expect(tabStops()).toHaveLength(2);
    expect(row('a').tabIndex).toBe(0);
    expect(control('a').tabIndex).toBe(0);
    expect(control('b').tabIndex).toBe(-1);
    // Whatever gets the focus, by mouse for example, is where it goes on.
    await focus(control('c'));
    expect(tabStops()).toHaveLength(2);
    expect(row('c').tabIndex).toBe(0);
    await press('ArrowDown');
    expect(document.activeElement).toBe(row('d'));
  });

  it('is entered from the filter, and walked with arrows', async () => {
    await widget.change([...'abcdefgh']);
    await focus(filter());
    await press('ArrowDown');
    expect(document.activeElement).toBe(row('a'));
    await press('ArrowDown');
    expect(document.activeElement).toBe(row('b'));
    await press('End');
    expect(document.activeElement).toBe(row('h'));
    await press('ArrowUp');
    expect(document.activeElement).toBe(row('g'));
    await press('ArrowRight');
    expect(document.activeElement).toBe(control('g'));
    await press('ArrowLeft');
    expect(document.activeElement).toBe(row('g'));
    // From outside, it is entered where it was left.
    await focus(filter());
    await press('ArrowDown');
    expect(document.activeElement).toBe(row('g'));
  });

  it('has a filter when it is long, and keeps it when it gets shorter', async () => {
    expect(filter()).toBeNull();
    await widget.change([...'abcdefgh']);
    expect(filter()).not.toBeNull();
    await widget.change(['a']);
    expect(filter()).not.toBeNull();
  });

  it('acts on the row that has the focus, not on controls in it', async () => {
    await focus(row('b'));
    expect(await press('Enter')).toBe(true);
    expect(done.mock.calls).toEqual([['open', 'b']]);
    // No action: the browser does what it does.
    expect(await press(' ')).toBe(false);
    expect(await press('Enter', { ctrlKey: true })).toBe(false);
    await focus(control('b'));
    expect(await press('Enter')).toBe(false);
    expect(await press('Delete')).toBe(false);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['ContextMenu', {}],
    ['F10', { shiftKey: true }]
  ])('opens the context menu with %s', async (key, modifiers) => {
    await focus(row('b'));
    expect(await press(key, modifiers)).toBe(true);
    expect(menu).toHaveBeenCalledTimes(1);
    const [event] = menu.mock.calls[0] as [MouseEvent];
    expect(event.target).toBe(row('b'));
    expect(event.shiftKey).toBe(false);
  });

  it('goes on at the neighbour of a row that is removed', async () => {
    await focus(row('b'));
    await press('Delete');
    expect(document.activeElement).toBe(row('c'));
    await press('End');
    await press('Backspace');
    expect(document.activeElement).toBe(row('c'));
    widget.node.tabIndex = -1;
    await press('Delete');
    await press('Delete');
    expect(widget.items).toEqual([]);
    expect(document.activeElement).toBe(widget.node);
  });

  it('leaves the focus to what stands in its place', async () => {
    widget.node.tabIndex = -1;
    widget.isEmpty = true;
    await focus(row('b'));
    await widget.change([]);
    expect(document.activeElement).toBe(widget.node);
  });

  it('keeps the focus where it is, whatever else changes', async () => {
    await widget.change([...'abcdefgh']);
    await focus(row('c'));
    await widget.change(['0', 'a', 'c']);
    expect(document.activeElement).toBe(row('c'));
    await press('ArrowUp');
    expect(document.activeElement).toBe(row('a'));
    // Nor does it take it.
    await focus(filter());
    await widget.change(['c']);
    expect(document.activeElement).toBe(filter());
    expect(row('c').tabIndex).toBe(0);
  });
});
