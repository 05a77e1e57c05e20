/**
 * Work on a key waits for all work on it that was asked for before, failed or not; work on other keys goes on beside it. What
 * is asked for is under way at once where nobody is before it.
 */
export class KeyedTurns {
  /** By key, the end of the last work that was asked for. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** @throws what the work throws; a failure before it is its own caller's */
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

  /** Keys with work that has not ended. */
  get size(): number {
    return this.#last.size;
  }
}
