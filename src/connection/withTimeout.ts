/**
 * Work that ends in time: what comes of it later is not wanted.
 */
import { TimeoutError } from './failures';

/**
 * Do something, unless it takes too long or is abandoned.
 *
 * @param milliseconds - how long it may take.
 * @param abandoned - rejects when the work is not wanted any more.
 * @param work - what to do; it is told whether its result is still wanted.
 * @throws TimeoutError when it takes longer.
 */
export async function withTimeout<T>(
  milliseconds: number,
  abandoned: Promise<never>,
  work: (isWanted: () => boolean) => Promise<T>
): Promise<T> {
  let isWanted = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TimeoutError(milliseconds)),
      milliseconds
    );
  });
  try {
    return await Promise.race([work(() => isWanted), timeout, abandoned]);
  } finally {
    isWanted = false;
    clearTimeout(timer);
  }
}
