import { TimeSlicer } from '../../tree/timeSlicer';

/** Calculates for some milliseconds. */
function calculate(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    // As a long calculation would.
  }
}

describe('TimeSlicer', () => {
  it('calculates at once, as long as that is short', async () => {
    const slicer = new TimeSlicer();
    let isNext = false;
    setTimeout(() => (isNext = true), 0);
    await expect(slicer.calculate(() => 1)).resolves.toBe(1);
    await expect(slicer.calculate(() => 2)).resolves.toBe(2);
    expect(isNext).toBe(false);
  });

  it('lets others have their turns between many short calculations', async () => {
    const slicer = new TimeSlicer();
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        slicer.calculate(() => {
          calculate(6);
          order.push(n);
        })
      )
    );
    clearInterval(count);
    expect(turns).toBeGreaterThan(3);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('lets others have their turns in the middle of a list', async () => {
    const slicer = new TimeSlicer();
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    const done: number[] = [];
    const items = Array.from({ length: 24 }, (_, n) => n);
    await slicer.each(
      items,
      item => {
        calculate(4);
        done.push(item);
      },
      3
    );
    clearInterval(count);
    expect(turns).toBeGreaterThan(2);
    expect(done).toEqual(items);
    await slicer.each([], () => done.push(-1));
    expect(done).toEqual(items);
  });

  it('fails with what fails in a list', async () => {
    const work = jest.fn((item: number) => {
      if (item === 2) {
        throw new Error('no');
      }
    });
    await expect(new TimeSlicer().each([1, 2, 3], work)).rejects.toThrow('no');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('goes on after one that fails', async () => {
    const slicer = new TimeSlicer();
    const fail = () => {
      throw new Error('no');
    };
    await expect(slicer.calculate(fail)).rejects.toThrow('no');
    await expect(slicer.calculate(() => 1)).resolves.toBe(1);
  });
});
