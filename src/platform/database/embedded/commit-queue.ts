import { StorageUnavailable } from './storage-unavailable.js';

// Kept from before any test replaces the timers: a write must not wait for a clock that stands still.
const schedule = setImmediate;

interface Pending {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { isDone: true; value: unknown } | { isDone: false; error: unknown };

/** What a group of writes needs of the storage. */
export interface GroupStorage {
  begin(): void;
  commit(): void;
  /** Undoes the open group and makes the storage usable again as far as it can be. */
  abandon(): void;
  /** True for an error of the disk or the file, which ends the whole group; false for one write's own. */
  isStorageError(error: unknown): boolean;
}

/**
 * Group commit. Writes queued in one turn of the event loop run in their order in one transaction and share one
 * sync to disk; each promise settles after that commit. A write that fails rejects alone. When the storage fails,
 * nothing of the group is kept and all of it rejects with `StorageUnavailable`.
 */
export class CommitQueue {
  #pending: Pending[] = [];
  #isClosed = false;

  constructor(readonly storage: GroupStorage) {}

  write<T>(run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new StorageUnavailable(new Error('The database is closed')));
        return;
      }
      this.#pending.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (this.#pending.length === 1) schedule(() => this.flush());
    });
  }

  /** Runs and commits what is queued now. */
  flush(): void {
    const group = this.#pending;
    if (group.length === 0) return;
    this.#pending = [];
    let outcomes: Outcome[];
    try {
      this.storage.begin();
      outcomes = group.map((write) => this.#run(write));
      this.storage.commit();
    } catch (error) {
      this.storage.abandon();
      const failure = new StorageUnavailable(error);
      for (const write of group) write.reject(failure);
      return;
    }
    for (const [position, outcome] of outcomes.entries()) {
      const write = group[position] as Pending;
      if (outcome.isDone) write.resolve(outcome.value);
      else write.reject(outcome.error);
    }
  }

  #run(write: Pending): Outcome {
    try {
      return { isDone: true, value: write.run() };
    } catch (error) {
      if (this.storage.isStorageError(error)) throw error;
      return { isDone: false, error };
    }
  }

  close(): void {
    this.flush();
    this.#isClosed = true;
  }
}
