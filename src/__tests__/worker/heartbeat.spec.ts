import { Heartbeat } from '../../worker/heartbeat';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('says since when there is no answer, until one comes', async () => {
  let isThere = true;
  let changes = 0;
  const heartbeat = new Heartbeat(
    () => (isThere ? Promise.resolve() : Promise.reject(new Error('silent'))),
    () => (changes += 1)
  );
  await jest.advanceTimersByTimeAsync(20_000);
  expect([heartbeat.silentSince, changes]).toEqual([null, 0]);
  isThere = false;
  await jest.advanceTimersByTimeAsync(10_000);
  const since = heartbeat.silentSince;
  expect(since).toBeInstanceOf(Date);
  await jest.advanceTimersByTimeAsync(20_000);
  expect([heartbeat.silentSince, changes]).toEqual([since, 1]);
  isThere = true;
  await jest.advanceTimersByTimeAsync(10_000);
  expect([heartbeat.silentSince, changes]).toEqual([null, 2]);
  heartbeat.dispose();
  isThere = false;
  await jest.advanceTimersByTimeAsync(20_000);
  expect(changes).toBe(2);
});
