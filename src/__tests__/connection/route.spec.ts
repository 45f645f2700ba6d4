import { DirectRoute } from '../../connection/route';

const before = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = before;
});

it.each<[string, boolean, boolean]>([
  ['application/javascript', true, true],
  ['text/javascript; charset=utf-8', true, true],
  ['text/javascript', false, false],
  ['text/html', true, false],
  ['', true, false]
])('a server that answers with %j (%p) is one: %p', async (type, ok, isOne) => {
  globalThis.fetch = async () =>
    ({ ok, headers: new Map([['content-type', type]]), body: null }) as never;
  const checked = new DirectRoute('http://s').fetch(
    'jsapi/dh-core.js',
    new AbortController().signal
  );
  expect(
    await checked.then(
      () => true,
      () => false
    )
  ).toBe(isOne);
});
