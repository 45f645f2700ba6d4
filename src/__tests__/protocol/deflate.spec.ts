import { deflated } from '../../protocol/deflate';
import { inflated, installCompression } from '../helpers/compression';
import { askPython } from '../helpers/python';

const LONG = JSON.stringify({ text: 'é\u2028\u{1f40d}\0'.repeat(500) });

describe('where the platform can', () => {
  let restore: () => void;

  beforeAll(() => {
    restore = installCompression();
  });

  afterAll(() => restore());

  it('a long text becomes a shorter zlib stream of its UTF-8', async () => {
    const message = await deflated(LONG);
    expect(typeof message).not.toBe('string');
    expect(message[0]).toBe(0x78);
    expect(message.length).toBeLessThan(LONG.length / 4);
    expect(inflated(message)).toBe(LONG);
  });

  it.each([0, 1, 2, 3])('characters stay whole at any place (%d)', async at => {
    const text = 'x'.repeat(at) + '\u{1f40d}'.repeat(100_000);
    expect(inflated(await deflated(text))).toBe(text);
  });

  it('Python reads it', async () => {
    const message = Buffer.from((await deflated(LONG)) as Uint8Array);
    const text = askPython<string>(
      'import base64, zlib\nanswer = zlib.decompress(base64.b64decode(data)).decode()',
      message.toString('base64')
    );
    expect(text).toBe(LONG);
  });

  it.each([
    [1023, 'string'],
    [1024, 'object']
  ])('a text of %d characters is a %s', async (length, type) => {
    expect(typeof (await deflated('x'.repeat(length)))).toBe(type);
  });
});

it('a text stays as it is where the platform cannot', async () => {
  expect(typeof CompressionStream).toBe('undefined');
  await expect(deflated(LONG)).resolves.toBe(LONG);
});
