import type { IError } from '@jupyterlab/nbformat';
import type { IRenderMime } from '@jupyterlab/rendermime';
import {
  OutputModel,
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';

import { addErrorRenderer } from '../../runs/errors/errorRenderer';

const trans = nullTranslator.load('test');

const SERVED = [
  'Traceback (most recent call last):',
  '  File "/jupyter:/a.ipynb#cell-id=c-1", line 2, in <module>',
  '    f("<b>")',
  '  File "/jupyter:/<img src=x onerror=boom()>/a.py", line 3, in f',
  '    raise ValueError(message)',
  'ValueError: <script>boom()</script>',
  '\u001b[31msee https://example.org/why\u001b[0m'
];
const TEXT = SERVED.join('\n')
  .replace('\u001b[31m', '')
  .replace('\u001b[0m', '');

function error(traceback: string[]): IError {
  return { output_type: 'error', ename: 'E', evalue: 'no', traceback };
}

function registry(): RenderMimeRegistry {
  return new RenderMimeRegistry({
    initialFactories: standardRendererFactories
  });
}

/** Render an output as an output area does, but keep what it does not see. */
async function rendered(
  rendermime: RenderMimeRegistry,
  value: IError,
  trusted = false
): Promise<IRenderMime.IRenderer> {
  const model = new OutputModel({ value, trusted });
  const type = rendermime.preferredMimeType(
    model.data,
    trusted ? 'any' : 'ensure'
  );
  const renderer = rendermime.createRenderer(type!);
  await renderer.renderModel(model);
  return renderer;
}

describe('addErrorRenderer', () => {
  it.each([true, false])(
    'opens the frames of served files and cells, trusted: %p',
    async trusted => {
      const rendermime = registry();
      const open = jest.fn();
      addErrorRenderer(rendermime, open, trans);
      const { node } = await rendered(rendermime, error(SERVED), trusted);
      const frames = [...node.querySelectorAll('button')];
      expect(frames.map(({ textContent }) => textContent)).toEqual([
        'File "/jupyter:/a.ipynb#cell-id=c-1", line 2',
        'File "/jupyter:/<img src=x onerror=boom()>/a.py", line 3'
      ]);
      frames.forEach(frame => frame.click());
      expect(open.mock.calls).toEqual([
        [
          {
            origin: '/jupyter:/a.ipynb#cell-id=c-1',
            path: 'a.ipynb',
            cell: 'c-1',
            line: 2
          }
        ],
        [
          {
            origin: '/jupyter:/<img src=x onerror=boom()>/a.py',
            path: '<img src=x onerror=boom()>/a.py',
            cell: null,
            line: 3
          }
        ]
      ]);
    }
  );

  it('takes nothing for markup, and keeps colours and addresses', async () => {
    const rendermime = registry();
    addErrorRenderer(rendermime, jest.fn(), trans);
    const { node } = await rendered(rendermime, error(SERVED));
    expect(node.textContent).toBe(TEXT);
    expect(node.querySelector('img, script, b')).toBeNull();
    expect(node.querySelector('span.ansi-red-fg')?.textContent).toBe('see ');
    expect(node.querySelector('a')?.href).toBe('https://example.org/why');
    expect(node.dataset.mimeType).toBe('application/vnd.jupyter.stderr');
    expect(node.className).toContain('jp-RenderedText');
  });

  it('shows what it is given last', async () => {
    const rendermime = registry();
    addErrorRenderer(rendermime, jest.fn(), trans);
    const renderer = await rendered(rendermime, error(SERVED));
    const { node } = renderer;
    const render = (traceback: string[]) =>
      renderer.renderModel(new OutputModel({ value: error(traceback) }));
    await render(['E: one']);
    expect(node.textContent).toBe('E: one');
    await render(SERVED);
    expect(node.querySelectorAll('button')).toHaveLength(2);
    // Even if both are under way.
    await Promise.all([render(SERVED), render(['E: two'])]);
    expect(node.textContent).toBe('E: two');
  });

  it.each([
    ['a kernel', ['Traceback', '  File "/home/a.py", line 3', 'E: <b>no</b>']],
    ['IPython', ['\u001b[31mCell In[1], line 1\u001b[0m', 'E: no']],
    ['a kernel without a traceback', []]
  ])('leaves errors of %s as they are', async (_, traceback) => {
    const usual = await rendered(registry(), error(traceback));
    const rendermime = registry();
    addErrorRenderer(rendermime, jest.fn(), trans);
    const ours = await rendered(rendermime, error(traceback));
    expect(ours.node.outerHTML).toBe(usual.node.outerHTML);
    expect(ours.constructor).toBe(usual.constructor);
  });

  it('leaves errors to another extension that renders them', async () => {
    const rendermime = registry();
    const other = jest.fn().mockResolvedValue(undefined);
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: ['application/vnd.jupyter.error'],
        createRenderer: options => {
          const renderer = standardRendererFactories
            .find(({ mimeTypes }) => mimeTypes.includes('text/plain'))!
            .createRenderer(options);
          renderer.renderModel = other;
          return renderer;
        }
      },
      1
    );
    addErrorRenderer(rendermime, jest.fn(), trans);
    const { node } = await rendered(rendermime, error(['E: no']));
    expect(other).toHaveBeenCalledTimes(1);
    expect(node.dataset.mimeType).toBe('application/vnd.jupyter.error');
    await rendered(rendermime, error(SERVED));
    expect(other).toHaveBeenCalledTimes(1);
  });
});
