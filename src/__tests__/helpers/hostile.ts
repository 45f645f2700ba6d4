/**
 * Served folders in hostile surroundings: what must never be reached.
 */
import { resolverOf } from './resolving';
import { MemoryStore, WatchedStore } from './stores';

export const ROOTS = [
  { name: 'pkg', path: 'home/pkg' },
  { name: 'tool', path: 'home/tool.py' },
  { name: 'shared', path: 'RTC:dir/shared' }
];

/** What is served, and everything around it that is not. */
export const FILES = {
  'home/pkg/__init__.py': 'served',
  'home/pkg/a.py': 'served',
  'home/pkg/sub/__init__.py': 'served',
  'home/pkg/sub/b.py': 'served',
  'home/pkg/.env': 'SECRET',
  'home/pkg/.env.py': 'SECRET',
  'home/pkg/.git/config': 'SECRET',
  'home/pkg/.git/hooks.py': 'SECRET',
  'home/pkg/data.csv': 'SECRET',
  'home/pkg/venv/site.py': 'SECRET',
  'home/pkg/private.py': 'SECRET',
  'home/pkg/private/__init__.py': 'SECRET',
  'home/pkg/Upper.py': 'SECRET',
  'home/pkg/STRASSE.py': 'SECRET',
  'home/pkg/..%2f.py': 'SECRET',
  'home/pkg2/__init__.py': 'SECRET',
  'home/secret.py': 'SECRET',
  'home/tool.py': 'served',
  'home/tool/__init__.py': 'SECRET',
  'home/tool.py.py': 'SECRET',
  'RTC:dir/shared/__init__.py': 'served',
  'RTC:dir/secret.py': 'SECRET',
  'RTC:secret.py': 'SECRET',
  'secret.py': 'SECRET',
  'etc/passwd': 'SECRET',
  'etc/passwd.py': 'SECRET',
  '/etc/passwd': 'SECRET',
  '/etc/passwd.py': 'SECRET',
  'pkg/a.py': 'SECRET'
};

export const IGNORE = ['.*', 'venv/', 'private.py', 'private/'];

export const TARGETS = [
  'secret',
  'secret.py',
  'pkg2',
  'etc/passwd',
  '/etc/passwd',
  'home/secret',
  'private',
  '.env',
  '.git/config',
  'venv.site',
  'data.csv'
];

export const TRAVERSALS = [
  '..',
  '../',
  '../../',
  './',
  '/',
  '//',
  '\\',
  '..\\',
  '..%2f',
  '%2e%2e%2f',
  '%252e%252e%252f',
  '..%5c',
  '%c0%ae%c0%ae/',
  '..%c0%af',
  '..;/',
  '....//',
  '\u2024\u2024/',
  '\uff0e\uff0e\uff0f',
  '\u2215',
  '~/',
  'file:///',
  'RTC:',
  'RTC:dir/',
  'C:\\',
  'c:/',
  '\\\\host\\share\\',
  '\\\\?\\',
  '/proc/self/cwd/',
  'a/../',
  'sub/../../',
  '\0',
  'a\0',
  ' ',
  '\n',
  '*',
  '?',
  '${HOME}/',
  '`pwd`/',
  ''
];

/** A resolver of it, and the store that notes what should not happen. */
export function watching(files: Record<string, string> = FILES) {
  const store = new WatchedStore(
    new MemoryStore(files),
    ROOTS.map(({ path }) => path)
  );
  return { store, resolver: resolverOf(store, ROOTS, { ignore: IGNORE }) };
}
