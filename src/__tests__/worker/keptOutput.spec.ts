import type { OutputStream } from '../../protocol/runReports';
import { KeptOutput } from '../../worker/keptOutput';

const out = (text: string, stream: OutputStream = 'stdout') => ({
  stream,
  text
});

it('keeps all of what fits', () => {
  const kept = new KeptOutput(100);
  kept.add(out('a'));
  kept.add(out('b', 'stderr'));
  expect(kept.head).toEqual([out('a'), out('b', 'stderr')]);
  expect([kept.leftOut, kept.tail, kept.text]).toEqual([0, [], 'ab']);
});

it.each([1, 7, 1000])('keeps both ends of much, in pieces of %p', size => {
  const kept = new KeptOutput(50);
  const text = Array.from({ length: 1000 }, (_, n) => n % 10).join('');
  for (let begin = 0; begin < text.length; begin += size) {
    kept.add(out(text.slice(begin, begin + size)));
  }
  const all = (texts: typeof kept.head) => texts.map(t => t.text).join('');
  expect(all(kept.head)).toBe(text.slice(0, 40));
  expect(all(kept.tail)).toBe(text.slice(-10));
  expect(kept.leftOut).toBe(950);
  expect(kept.text).toBe(`${text.slice(0, 40)}\n…\n${text.slice(-10)}`);
});

it('adds what the server has left out', () => {
  const kept = new KeptOutput(50);
  kept.add(out('begin'));
  kept.add({ leftOut: 1000 });
  kept.add(out('end'));
  expect(kept.text).toBe('begin\n…\nend');
  expect(kept.leftOut).toBe(1000);
});
