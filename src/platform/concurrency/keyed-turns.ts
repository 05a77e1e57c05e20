/**
 * Runs work on the same key one at a time, in the order of the calls. Work waits for earlier work on its key, failed or not;
 * work on other keys runs in parallel. If nothing is waiting, work starts at once.
 */
export class KeyedTurns {
  /** The end of the last work on each key. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** @throws what the work throws. A failure of earlier work goes to its own caller only. */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = new Set(keys.flatMap((key) => this.#last.get(key) ?? []));
    const running = before.size === 0 ? work() : Promise.all(before).then(work);
    const ended = running.catch(() => undefined);
    for (const key of keys) this.#last.set(key, ended);
    try {
      return await running;
    } finally {
      for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }

  /** How many keys have unfinished work. */
  get size(): number {
    return this.#last.size;
  }
}
