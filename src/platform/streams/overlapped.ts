/** Two are prepared or read while the one before them waits for the disk; more would only wait together. */
const AT_ONCE_MAX = 3;

/**
 * Begins work on an item while those before it are under way. Gives the results in the order of the items, each as soon as
 * it is there, also while the next item is still awaited; a failure of the items comes after what they gave. Ends, or
 * fails, only when nothing is under way any more.
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

/** Its failure is told of when its turn comes. */
function begun<R>(work: Promise<R>): Promise<R> {
  work.catch(() => undefined);
  return work;
}
