import { PromiseDelegate } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';

import { LazyPanel } from '../../sidebar/lazyPanel';

/** A panel in the page, hidden as sidebars are, and what it loads. */
function hiddenPanel() {
  const widget = new Widget();
  widget.node.append('here it is');
  const load = jest.fn(async () => widget);
  const panel = new LazyPanel(load, reason => `failed: ${reason}`);
  panel.hide();
  Widget.attach(panel, document.body);
  return { load, panel, widget };
}

const settle = () => new Promise(resolve => setTimeout(resolve, 0));

afterEach(() => {
  document.body.replaceChildren();
});

it('loads nothing until it is shown, and then once', async () => {
  const { load, panel } = hiddenPanel();
  await settle();
  expect(load).not.toHaveBeenCalled();
  panel.show();
  await settle();
  expect(panel.node.textContent).toBe('here it is');
  panel.hide();
  panel.show();
  await settle();
  expect(load).toHaveBeenCalledTimes(1);
  expect(panel.widgets).toHaveLength(1);
});

it('loads at once where it is in sight', async () => {
  const { load, panel } = hiddenPanel();
  Widget.detach(panel);
  panel.show();
  expect(load).not.toHaveBeenCalled();
  Widget.attach(panel, document.body);
  await settle();
  expect(panel.node.textContent).toBe('here it is');
});

it('says why it could not load, and tries again when it is shown again', async () => {
  const error = jest.spyOn(console, 'error').mockImplementation();
  const { load, panel } = hiddenPanel();
  load.mockRejectedValueOnce('offline');
  panel.show();
  await settle();
  expect(panel.node.textContent).toBe('failed: offline');
  expect(error).toHaveBeenCalled();
  panel.hide();
  panel.show();
  await settle();
  expect(panel.node.textContent).toBe('here it is');
  error.mockRestore();
});

it('disposes of what comes too late', async () => {
  const { load, panel, widget } = hiddenPanel();
  const loading = new PromiseDelegate<Widget>();
  load.mockReturnValueOnce(loading.promise);
  panel.show();
  panel.dispose();
  loading.resolve(widget);
  await settle();
  expect(widget.isDisposed).toBe(true);
});
