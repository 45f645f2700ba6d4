import { CellRecord } from '../../kernel/cells/cellRecord';

const print = (text: string, name = 'stdout') => ({
  type: 'stream',
  content: { name, text }
});

function recordOf(...outputs: { type: string; content: object }[]) {
  const record = new CellRecord(null);
  outputs.forEach(output => record.add(output as never));
  return record.kept;
}

it('joins texts of one stream', () => {
  expect(
    recordOf(print('a'), print('b'), print('e', 'stderr'), print('c')).outputs
  ).toEqual([print('ab'), print('e', 'stderr'), print('c')]);
});

it('forgets what is cleared', () => {
  const clear = { type: 'clear_output', content: { wait: false } };
  expect(recordOf(print('a'), clear, print('b')).outputs).toEqual([print('b')]);
  const later = { type: 'clear_output', content: { wait: true } };
  expect(recordOf(print('a'), later).outputs).toEqual([print('a'), later]);
});

it('keeps the last state of a display', () => {
  const display = (type: string, text: string, display_id = 'd') => ({
    type,
    content: { data: { 'text/plain': text }, transient: { display_id } }
  });
  expect(
    recordOf(
      display('display_data', '1'),
      print('x'),
      display('update_display_data', '2'),
      display('update_display_data', '3', 'of another cell')
    ).outputs
  ).toEqual([
    display('display_data', '2'),
    print('x'),
    display('update_display_data', '3', 'of another cell')
  ]);
});

it('keeps the end of much', () => {
  const { isCut, outputs } = recordOf(
    print('a'.repeat(150_000)),
    print('b'.repeat(10), 'stderr'),
    print('c'.repeat(150_000))
  );
  expect(isCut).toBe(true);
  const texts = outputs.map(({ content }) => String(content.text));
  expect(texts.join('')).toHaveLength(200_000);
  expect(texts.map(text => text[0])).toEqual(['a', 'b', 'c']);
  const picture = {
    type: 'display_data',
    content: { data: { 'image/png': 'p'.repeat(300_000) } }
  };
  expect(recordOf(print('a'), picture)).toEqual({ isCut: true, outputs: [] });
});

it('goes on with what was kept', () => {
  const record = new CellRecord({ outputs: [print('a')], isCut: true });
  record.add(print('b'));
  expect(record.kept).toEqual({ outputs: [print('ab')], isCut: true });
});
