/**
 * Printed texts as outputs of Jupyter.
 */
import type { IStream } from '@jupyterlab/nbformat';

import type { IOutputText } from '../tokens';

/** Outputs in order, in which neighbours of one stream are one. */
export function streamOutputs(
  texts: readonly IOutputText[]
): (IStream & { text: string })[] {
  const outputs: { name: IOutputText['stream']; texts: string[] }[] = [];
  for (const { stream, text } of texts) {
    const last = outputs[outputs.length - 1];
    if (last?.name === stream) {
      last.texts.push(text);
    } else {
      outputs.push({ name: stream, texts: [text] });
    }
  }
  return outputs.map(({ name, texts }) => ({
    output_type: 'stream',
    name,
    text: texts.join('')
  }));
}
