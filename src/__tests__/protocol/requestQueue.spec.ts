import { RequestQueue } from '../../protocol/requestQueue';

it('works a flood off a few at a time, in order, and lets the page breathe', async () => {
  const queue = new RequestQueue();
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const all = Array.from({ length: 12_000 }, (_, n) =>
    queue.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      order.push(n);
      running -= 1;
      return n;
    })
  );
  // A page that is kept busy gets no turn before they are done.
  let doneAtTurn = 0;
  await new Promise<void>(resolve => {
    setTimeout(() => {
      doneAtTurn = order.length;
      resolve();
    });
  });
  expect(doneAtTurn).toBeLessThan(12_000);
  expect(await Promise.all(all)).toHaveLength(12_000);
  expect(most).toBeLessThanOrEqual(16);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

it('goes on after failures', async () => {
  const queue = new RequestQueue();
  const failing = Array.from({ length: 100 }, () =>
    queue.run(() => Promise.reject(new Error('no'))).catch(() => 'failed')
  );
  expect(await Promise.all(failing)).toHaveLength(100);
  expect(await queue.run(async () => 'next')).toBe('next');
});

it('refuses what is more than it can remember', async () => {
  const queue = new RequestQueue();
  const never = () => new Promise<never>(() => undefined);
  for (let n = 0; n < 20_016; n += 1) {
    void queue.run(never);
  }
  await expect(queue.run(never)).rejects.toThrow('requests wait');
});
