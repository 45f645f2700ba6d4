import { TARGETS, TRAVERSALS, watching } from '../helpers/hostile';
import { Random } from '../helpers/random';
import { resolverOf } from '../helpers/resolving';
import { MemoryStore, WatchedStore } from '../helpers/stores';

/** The names that are served: all else has to be nothing. */
const SERVED = new Set([
  'pkg',
  'pkg.__init__',
  'pkg.a',
  'pkg.sub',
  'pkg.sub.__init__',
  'pkg.sub.b',
  'pkg.Upper',
  'pkg.STRASSE',
  'tool',
  'shared',
  'shared.__init__'
]);

/** Names as no program should ask for them. */
function hostileNames(): string[] {
  const names = new Set<string>();
  for (const traversal of TRAVERSALS) {
    for (const target of TARGETS) {
      names.add(traversal + target);
      names.add(`pkg.${traversal}${target}`);
      names.add(`pkg.sub.${traversal}${target}`);
      names.add(`pkg/${traversal}${target}`);
      names.add(`tool.${traversal}${target}`);
      names.add(`shared.${traversal}${target}`);
    }
  }
  for (const name of SERVED) {
    names.add(name.toUpperCase());
    names.add(name[0].toUpperCase() + name.slice(1));
    names.add(name.replace(/a/g, '\uff41'));
    names.add(name.replace(/a/g, '\u0430'));
    names.add(name.replace(/s/g, '\u017f'));
    for (const tail of [
      '.',
      '..',
      '.py',
      '\0',
      ' ',
      '\n',
      '/',
      '\u0301',
      '%00'
    ]) {
      names.add(name + tail);
      names.add(tail + name);
    }
  }
  names.add('pkg.upper');
  names.add('pkg.UPPER');
  names.add('pkg.straße');
  names.add('pkg.strasse');
  names.add('pkg.STRAẞE');
  names.add('__proto__');
  names.add('constructor');
  names.add('pkg.__proto__');
  names.add('pkg.constructor.prototype');
  names.add('pkg.' + 'a'.repeat(1e6));
  names.add('pkg' + '.sub'.repeat(1e5));
  names.add('../'.repeat(1e5) + 'secret');
  const random = new Random(5);
  const pieces = [
    ...TRAVERSALS,
    ...TARGETS,
    ...SERVED,
    '.',
    '.',
    '.',
    '\ud800'
  ];
  for (let i = 0; i < 3000; i++) {
    names.add(random.text(pieces, 5));
    names.add(`pkg.${random.text(pieces, 3)}`);
  }
  return [...names].filter(name => !SERVED.has(name));
}

describe('hostile names', () => {
  const names = hostileNames();

  it('are many', () => {
    expect(names.length).toBeGreaterThan(4000);
  });

  it.each([false, true])(
    'find nothing and touch nothing that is not served (in a hold: %p)',
    async isHeld => {
      const { store, resolver } = watching();
      const release = isHeld ? resolver.hold() : () => undefined;
      const found: string[] = [];
      for (const name of names) {
        if ((await resolver.resolve(name)) !== null) {
          found.push(name);
        }
      }
      release();
      expect(found).toEqual([]);
      expect(store.violations).toEqual([]);
      expect(store.reads).toBe(0);
    }
  );

  it('leave the served ones served', async () => {
    const { store, resolver } = watching();
    const release = resolver.hold();
    for (const name of SERVED) {
      await expect(resolver.resolve(name)).resolves.not.toBeNull();
    }
    release();
    expect(store.violations).toEqual([]);
    // Of three modules the file is also that of their package.
    expect(store.reads).toBe(SERVED.size - 3);
  });

  it('would be noticed if they reached anything', async () => {
    const { store } = watching();
    await store.list('home/pkg');
    await store.read('home/pkg/a.py');
    expect(store.violations).toEqual([]);
    await store.list('home/pkg2');
    await store.list('home/pkg/sub/..');
    await store.read('home/secret.py');
    await store.read('home/pkg/../secret.py');
    expect(store.violations).toHaveLength(4);
  });

  it('of no type at all are answered without a listing', async () => {
    const { store, resolver } = watching();
    const list = jest.spyOn(store, 'list');
    const bad = ['', '.', 'pkg.', '.pkg', 'pkg..a', 'pkg/a', 'pkg\0', 'nope.a'];
    for (const name of [...bad, 'pkg.' + 'a'.repeat(1e6)]) {
      await resolver.resolve(name);
    }
    expect(list).not.toHaveBeenCalled();
  });
});

describe('a store with dangerous entries', () => {
  it('is not asked for a path that an entry makes up', async () => {
    const inner = new MemoryStore({
      'pkg/a.py': 'served',
      'secret.py': 'SECRET'
    });
    const store = new WatchedStore(inner, ['pkg']);
    const list = inner.list.bind(inner);
    inner.list = async path => [
      ...((await list(path)) ?? []),
      {
        name: '../secret.py',
        path: 'pkg/../secret.py',
        isFolder: false,
        lastModified: ''
      },
      { name: '..', path: 'pkg/..', isFolder: true, lastModified: '' }
    ];
    const resolver = resolverOf(store, [{ name: 'pkg', path: 'pkg' }]);
    for (const name of ['pkg...secret', 'pkg.../secret', 'pkg.secret']) {
      await expect(resolver.resolve(name)).resolves.toBeNull();
    }
    expect(store.violations).toEqual([]);
    expect(store.reads).toBe(0);
  });
});
