import {
  OutputModel,
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import type { PartialJSONValue } from '@lumino/coreutils';
import { nullTranslator } from '@jupyterlab/translation';

import { addNamesRenderer } from '../../notebook/namesRenderer';
import { NAMES_TYPE, namesOutput } from '../../notebook/runOutputs';

const trans = nullTranslator.load('test');

const CHANGED = {
  created: ['t', '<img src=x onerror=boom()>'],
  updated: ['u'],
  removed: ['gone']
};
const TEXT = 'Created t, <img src=x onerror=boom()>\nUpdated u\nRemoved gone';

function registry(): RenderMimeRegistry {
  return new RenderMimeRegistry({
    initialFactories: standardRendererFactories
  });
}

/** Render an output as an output area does that nobody has trusted. */
async function rendered(rendermime: RenderMimeRegistry, model: OutputModel) {
  const type = rendermime.preferredMimeType(model.data, 'ensure')!;
  const renderer = rendermime.createRenderer(type);
  await renderer.renderModel(model);
  return renderer;
}

describe('addNamesRenderer', () => {
  const output = () =>
    new OutputModel({ value: namesOutput(CHANGED, trans)!, trusted: false });

  it('opens what is there, in a notebook that nobody has trusted', async () => {
    const rendermime = registry();
    const open = jest.fn();
    addNamesRenderer(rendermime, { isThere: () => true, open }, trans);
    const model = output();
    const { node } = await rendered(rendermime, model);
    expect(node.textContent).toBe(TEXT);
    expect(node.querySelector('img')).toBeNull();
    const buttons = [...node.querySelectorAll('button')];
    buttons.forEach(button => button.click());
    expect(open.mock.calls).toEqual([
      ['t', model],
      ['<img src=x onerror=boom()>', model],
      ['u', model]
    ]);
  });

  it('shows the same text where nothing opens it', async () => {
    const rendermime = registry();
    const opener = { isThere: () => false, open: jest.fn() };
    addNamesRenderer(rendermime, opener, trans);
    const { node } = await rendered(rendermime, output());
    expect(node.textContent).toBe(TEXT);
    expect(node.querySelector('button')).toBeNull();
  });

  it('leaves the text to JupyterLab where the extension is not', async () => {
    const { node } = await rendered(registry(), output());
    expect(node.textContent).toBe(TEXT);
    expect(node.querySelector('img')).toBeNull();
  });

  it.each<[PartialJSONValue]>([
    [null],
    ['t'],
    [{ created: 't', updated: [1, null], removed: {} }]
  ])('shows nothing of %j', async data => {
    const rendermime = registry();
    const opener = { isThere: () => true, open: jest.fn() };
    addNamesRenderer(rendermime, opener, trans);
    const value = {
      output_type: 'display_data',
      data: { [NAMES_TYPE]: data },
      metadata: {}
    };
    const model = new OutputModel({ value: value as never, trusted: true });
    const { node } = await rendered(rendermime, model);
    expect(node.textContent).toBe('');
  });
});
