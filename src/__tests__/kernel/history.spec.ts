import { History } from '../../kernel/history';

function filled(): History {
  const history = new History();
  ['a = 1', 'b = 2', '  ', 'a = 1', 'print(a)'].forEach((source, index) =>
    history.record(index + 1, source)
  );
  return history;
}

describe('the history of a kernel', () => {
  it.each([
    [{ hist_access_type: 'tail', n: 2 }, [4, 5]],
    [{ hist_access_type: 'tail', n: 100 }, [1, 2, 4, 5]],
    [{ hist_access_type: 'tail', n: 0 }, []],
    [{ hist_access_type: 'range', session: 0, start: 2, stop: 5 }, [2, 4]],
    [
      { hist_access_type: 'range', session: 0, start: 2, stop: null },
      [2, 4, 5]
    ],
    [{ hist_access_type: 'search', pattern: 'a*', n: 10 }, [1, 4]],
    [{ hist_access_type: 'search', pattern: '*(?)', n: 10 }, [5]],
    [{ hist_access_type: 'search', pattern: 'a.*', n: 10 }, []],
    [
      { hist_access_type: 'search', pattern: '*', n: 10, unique: true },
      [2, 4, 5]
    ]
  ])('%j', (request, lines) => {
    const { history } = filled().answer(request);
    expect((history as [number, number][]).map(([, line]) => line)).toEqual(
      lines
    );
  });

  it('is searched in whole cells, however many asterisks there are', () => {
    const history = new History();
    history.record(1, `x = 1 / 2\n${'a'.repeat(2000)}`);
    const search = (pattern: string) =>
      history.answer({ hist_access_type: 'search', pattern }).history;
    expect(search('x*/*a')).toHaveLength(1);
    expect(search(`${'*a'.repeat(30)}*b`)).toEqual([]);
  });

  it('has no outputs', () => {
    const request = { hist_access_type: 'tail', n: 1, output: true };
    expect(filled().answer(request)).toEqual({
      status: 'ok',
      history: [[0, 5, ['print(a)', null]]]
    });
  });

  it('is bounded', () => {
    const history = new History();
    for (let i = 0; i < 1100; i += 1) {
      history.record(i, `x = ${i}`);
    }
    const { history: all } = history.answer({ hist_access_type: 'range' });
    expect(all).toHaveLength(1000);
  });
});
