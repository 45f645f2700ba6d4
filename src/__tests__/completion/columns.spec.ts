import { ColumnFinder } from '../../completion/python/columns';
import { readCursor } from '../../completion/python/cursor';

const LIVE: Readonly<Record<string, readonly string[]>> = {
  prices: ['Sym', 'Price', 'Size'],
  quotes: ['Sym', 'Bid', 'Ask'],
  t: ['Old']
};

/** The columns that can stand at the end of a text; null where none are known. */
async function columnsAt(code: string): Promise<string[] | null> {
  const { at, parsed } = readCursor(code);
  if (at.kind !== 'string') {
    throw new Error('There is no string at the end');
  }
  const finder = new ColumnFinder(
    parsed,
    async name => LIVE[name]?.map(name => ({ name, type: 'x' })) ?? null
  );
  const found = await finder.at(at.literal, at.text);
  return found && [...found.columns.keys()];
}

const ALL = LIVE.prices;

describe('columns in the strings of methods', () => {
  it.each([
    ['prices.where("', ALL],
    ['prices.where(filters=["Sym = `A`", "', ALL],
    ['prices.sort(order_by="', ALL],
    ['prices.update("X = Price").where("', [...ALL, 'X']],
    ['prices.update(["X = Price", "Y = X"]).where("', [...ALL, 'X', 'Y']],
    ['(prices\n  .update("X = 1")\n  .where("', [...ALL, 'X']],
    ['prices.view(["Sym", "P = Price"]).where("', ['Sym', 'P']],
    ['prices.select().where("', ALL],
    ['prices.drop_columns(["Sym"]).where("', ['Price', 'Size']],
    ['prices.rename_columns("S = Sym").where("', ['S', 'Price', 'Size']],
    ['prices.where("Size > 1").head(5).sort("', ALL],
    ['prices.natural_join(quotes, on="', [...ALL]],
    ['prices.natural_join(quotes, on="Sym = ', LIVE.quotes],
    ['prices.natural_join(quotes, "Sym", joins="', LIVE.quotes],
    ['prices.natural_join(quotes, "Sym").where("', [...ALL, 'Bid', 'Ask']],
    ['prices.aj(quotes, "Sym", "B = Bid").where("', [...ALL, 'B']],
    ['prices.agg_by(agg.sum_("', ALL],
    ['prices.agg_by([agg.sum_("V = Size")], by="', ALL],
    ['prices.agg_by([agg.sum_("V = Size")], by="Sym").sort("', ['Sym', 'V']],
    ['prices.count_by("N", "Sym").sort("', ['Sym', 'N']],
    ['prices.update_by(cum_sum("Sum = Size"), "Sym").view("', [...ALL, 'Sum']],
    ['empty_table(5).update("A = ii").update("', ['A']],
    ['time_table("PT1S").update("', ['Timestamp']],
    [
      'new_table([string_col("A", ["x"]), int_col("B", [1])]).view("',
      ['A', 'B']
    ],
    ['merge([prices, quotes]).where("', ALL]
  ])('%s', async (code, expected) => {
    await expect(columnsAt(code)).resolves.toEqual(expected);
  });

  it.each([
    ['print("'],
    ['unknown.where("'],
    ['prices.to_string("'],
    ['", ".join("'],
    ['prices["']
  ])('has none for %s', async code => {
    await expect(columnsAt(code)).resolves.toBeNull();
  });
});

describe('columns of variables that the text sets', () => {
  it.each([
    ['t = prices.view("Sym")\nt.where("', ['Sym']],
    // What ran is older.
    ['t.where("', ['Old']],
    ['t = make()\nt.where("', ['Old']],
    ['t = prices\nt = t.update("X = 1")\nt.where("', [...ALL, 'X']],
    ['t: Table = prices.view("Sym")\nt.where("', ['Sym']],
    // Another function's variable is not this one.
    ['def f():\n  t = quotes\n\nt.where("', ['Old']],
    ['def f():\n  t = prices\n  return t.where("', ALL]
  ])('%j', async (code, expected) => {
    await expect(columnsAt(code)).resolves.toEqual(expected);
  });

  it('ends where variables lead in a circle', async () => {
    const code = 'for _ in x:\n  a = b\n  b = a\n  a = b\na.where("';
    await expect(columnsAt(code)).resolves.toBeNull();
  });
});
