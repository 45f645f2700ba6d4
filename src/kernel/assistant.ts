/**
 * Completions and help for the code of cells.
 */
import type { PageKernel } from './kernel';

/** Knows nothing. */
export const noAssistant: PageKernel.IAssistant = {
  complete: async (_, cursor) => ({
    status: 'ok',
    matches: [],
    cursor_start: cursor,
    cursor_end: cursor,
    metadata: {}
  }),
  inspect: async () => ({ status: 'ok', found: false, data: {}, metadata: {} })
};
