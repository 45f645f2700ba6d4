/**
 * The Python text of a notebook that Jupytext keeps in a `.py` file, as it will
 * be when it is saved: in its percent format.
 */
import type { INotebookContent } from '@jupyterlab/nbformat';

/** A line that only IPython understands: a magic, a command, a question. */
const MAGIC =
  /^\s*(?:%{1,3}[a-zA-Z]|[!?]|[\w.]+\?{1,2}\s*$|[\w., ]+=\s*(?:%[a-zA-Z]|!))/;

/** The text of a notebook. */
export function notebookText({
  cells
}: Pick<INotebookContent, 'cells'>): string {
  return cells
    .map(({ cell_type: type, metadata, source }) => {
      const text = typeof source === 'string' ? source : source.join('');
      const { tags } = metadata as { tags?: unknown };
      const isActive =
        type === 'code' &&
        !/^\s*%%/.test(text) &&
        !(Array.isArray(tags) && tags.includes('active-ipynb'));
      const kind = type === 'code' ? '' : ` [${type}]`;
      return `# %%${kind}\n${isActive ? withoutMagics(text) : commented(text)}\n`;
    })
    .join('\n');
}

function withoutMagics(text: string): string {
  return text.replace(/^.*$/gm, line =>
    MAGIC.test(line) ? commented(line) : line
  );
}

function commented(text: string): string {
  return text.replace(/^.*$/gm, line => `# ${line}`.trimEnd());
}
