/** Two items are prepared while the one before them waits for the disk. More would gain nothing. */
const AT_ONCE_MAX = 3;

/**
 * Starts work on an item while earlier items are still in progress. Yields the results in the order of the items, each as
 * soon as it is ready, even while the next item is awaited. If the source of items fails, the error comes after the results
 * of the items it gave. Ends, or fails, only when no work is in progress.
 */
export async function* overlapped<T, R>(
  items: AsyncGenerator<T> | Generator<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  let next: Promise<Arrival<T>> | null = null;
  let last: Arrival<T> | null = null;
  try {
    while (last === null || running.length > 0) {
      if (next === null && last === null && running.length < AT_ONCE_MAX) next = arrivalOf(items);
      const [oldest] = running;
      const arrived = next && (await (oldest ? Promise.race([next, oldest.then(() => null)]) : next));
      if (arrived === null) {
        yield (await oldest) as R;
        void running.shift();
        continue;
      }
      next = null;
      if (arrived.kind === 'item') running.push(begun(work(arrived.item)));
      else last = arrived;
    }
    if (last.kind === 'failure') throw last.error;
  } finally {
    await Promise.allSettled(running);
    if (last === null) Promise.resolve(items.return(undefined)).catch(() => undefined);
  }
}

type Arrival<T> = { kind: 'item'; item: T } | { kind: 'end' } | { kind: 'failure'; error: unknown };

async function arrivalOf<T>(items: AsyncGenerator<T> | Generator<T>): Promise<Arrival<T>> {
  try {
    const { done, value } = await items.next();
    return done === true ? { kind: 'end' } : { kind: 'item', item: value as T };
  } catch (error) {
    return { kind: 'failure', error };
  }
}

/** Prevents an unhandled rejection: a failure is reported when the item's turn comes. */
function begun<R>(work: Promise<R>): Promise<R> {
  work.catch(() => undefined);
  return work;
}
