import { IgnoreRules } from '../../tree/ignoreRules';

/** Whether a path, a folder's with a `/` at its end, is ignored. */
function ignores(patterns: string[], path: string): boolean {
  const isFolder = path.endsWith('/');
  const segments = path.replace(/\/$/, '').split('/');
  return new IgnoreRules(patterns).ignores(segments, isFolder);
}

describe('IgnoreRules', () => {
  it.each([
    [['.*'], '.git/'],
    [['.*'], 'a/.env'],
    [['.*'], '.git/hooks/x.py'],
    [['__pycache__/'], '__pycache__/'],
    [['__pycache__/'], 'a/b/__pycache__/'],
    [['__pycache__/'], 'a/__pycache__/x.py'],
    [['secrets.py'], 'a/secrets.py'],
    [['/top.py'], 'top.py'],
    [['a/*.py'], 'a/b.py'],
    [['a/**/c.py'], 'a/b/b/c.py'],
    [['*.egg-info/'], 'x.egg-info/'],
    [['*', '!keep.py'], 'drop.py'],
    [['données/'], 'données/x.py']
  ])('%j ignores %p', (patterns, path) => {
    expect(ignores(patterns, path)).toBe(true);
  });

  it.each([
    [[], 'a.py'],
    [['.*'], 'a/b.py'],
    [['venv/'], 'venv'],
    [['venv/'], 'venv.py'],
    [['secrets.py'], 'Secrets.py'],
    [['/top.py'], 'a/top.py'],
    [['*', '!keep.py'], 'keep.py'],
    [['# comment', ''], '# comment'],
    [['.*'], '_/']
  ])('%j does not ignore %p', (patterns, path) => {
    expect(ignores(patterns, path)).toBe(false);
  });

  it('ignores a name however its accents are stored', () => {
    const composed = 'donn\u00e9es.py';
    const decomposed = 'donne\u0301es.py';
    expect(ignores([composed], decomposed)).toBe(true);
    expect(ignores([decomposed], composed)).toBe(true);
    expect(ignores([decomposed], decomposed)).toBe(true);
  });

  it('survives patterns that are none', () => {
    expect(ignores(['[', '\\', '!', '/', '*.py'], 'a.py')).toBe(true);
  });
});
