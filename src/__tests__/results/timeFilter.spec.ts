import { parseSpan } from '../../results/table/timeFilter';

function spanOf(text: string): string | null {
  const [day, clock] = text.split(' ');
  const span = parseSpan(day, clock);
  return span && [span.start, span.end].map(nanos).join(' ');
}

function nanos(moment: bigint): string {
  const day = BigInt(86400) * BigInt(10 ** 9);
  const rest = ((moment % day) + day) % day;
  const date = new Date(Number((moment - rest) / BigInt(10 ** 6)));
  return `${date.toISOString().slice(0, 10)}+${rest}`;
}

describe('a text of a day and a time', () => {
  it.each([
    ['2024', '2024-01-01+0 2025-01-01+0'],
    ['2024-02', '2024-02-01+0 2024-03-01+0'],
    ['2024-12', '2024-12-01+0 2025-01-01+0'],
    ['2024.feb.29', '2024-02-29+0 2024-03-01+0'],
    ['1969-12-31', '1969-12-31+0 1970-01-01+0'],
    ['0099-1-2', '0099-01-02+0 0099-01-03+0'],
    ['2024-01-31 23', '2024-01-31+82800000000000 2024-02-01+0'],
    ['2024-01-31 9:59', '2024-01-31+35940000000000 2024-01-31+36000000000000'],
    ['2024-01-31 00:00:01', '2024-01-31+1000000000 2024-01-31+2000000000'],
    ['2024-01-31 00:00:00.05', '2024-01-31+50000000 2024-01-31+60000000'],
    ['2024-01-31 00:00:00.000000001', '2024-01-31+1 2024-01-31+2']
  ])('%s is a span', (text, expected) => {
    expect(spanOf(text)).toBe(expected);
  });

  it.each([
    '',
    '24',
    'x2024',
    '2024-13',
    '2024-00',
    '2024-02-30',
    '2023-02-29',
    '2024-01-00',
    '2024-01-01 24',
    '2024-01-01 10:60',
    '2024-01-01 10:00:60',
    '2024-01-01 10:00.5',
    '2024-01 10:00',
    '2024-01-01 ',
    '2024-smarch'
  ])('%j is none', text => {
    expect(spanOf(text)).toBe(null);
  });
});
