import { IgnoreRules } from '../../tree/ignoreRules';
import TABLE from './ignorePatterns.json';

/** Whether a path, a folder's with a `/` at its end, is ignored. */
function ignores(patterns: string[], path: string): boolean {
  const isFolder = path.endsWith('/');
  const segments = path.replace(/\/$/, '').split('/');
  return new IgnoreRules(patterns).ignores(segments, isFolder);
}

describe('IgnoreRules', () => {
  // The tests of the server extension have the same table, and ask git too.
  it.each(TABLE)('has $patterns as git has it', row => {
    const { patterns, ignored, kept } = row;
    expect(ignored.filter(path => !ignores(patterns, path))).toEqual([]);
    expect(kept.filter(path => ignores(patterns, path))).toEqual([]);
  });

  it('ignores a name however its accents are stored', () => {
    const composed = 'donn\u00e9es.py';
    const decomposed = 'donne\u0301es.py';
    expect(ignores([composed], decomposed)).toBe(true);
    expect(ignores([decomposed], composed)).toBe(true);
    expect(ignores([decomposed], decomposed)).toBe(true);
  });

  it('takes a character for one, however it is encoded', () => {
    expect(ignores(['?'], '\u{1f40d}')).toBe(true);
    expect(ignores(['[\u{1f400}-\u{1f40f}]x'], '\u{1f40d}x')).toBe(true);
    expect(ignores(['[!\u{1f40d}]x'], '\u{1f40d}x')).toBe(false);
    expect(ignores(['*\u00e9?'], '\u00e9\u{1f40d}')).toBe(true);
  });
});
