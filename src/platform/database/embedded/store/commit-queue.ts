import type { InsertRow, Inserts, WriteOptions } from './insert-rows.js';
import { StorageUnavailable } from './storage-unavailable.js';

// Taken before any test can replace the timers: a write must not wait for a stopped clock.
const schedule = setImmediate;

interface Pending {
  run: () => unknown;
  inserts: Inserts<unknown> | null;
  isBackground: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * The smallest group of rows that the writing thread gets when a caller waits for it. For fewer rows, waking that thread
 * costs more than waiting for the disk.
 */
const APART_MIN = 8;
/** How many groups the writing thread may hold, so that the next one is there when it has committed the first. */
const AWAY_MAX = 2;

/** A group that the writing thread commits, with the rows of each of its writes. */
interface Away {
  readonly group: readonly Pending[];
  readonly rows: readonly (readonly InsertRow[])[];
}

type Outcome = { isDone: true; value: unknown } | { isDone: false; error: unknown };

/** What a group of writes needs from the storage. */
export interface GroupStorage {
  begin(): void;
  commit(): void;
  /** Rolls the open group back and makes the storage usable again, if it can be. */
  abandon(): void;
  /** True for an error of the disk or the file, which fails the whole group. False for an error of one write. */
  isStorageError(error: unknown): boolean;
  /**
   * Commits rows in the writing thread, in the order of the calls. Returns for each row whether it was inserted. After a
   * failed call nothing is committed until this thread knows of the failure. Null when there is no writing thread.
   */
  readonly insertApart: ((rows: readonly InsertRow[]) => Promise<Uint8Array>) | null;
}

/**
 * Group commit. Writes queued in one turn of the event loop, or while a group is being written, run in order in one
 * transaction and share one sync to disk. Each promise settles after that commit. A write that fails rejects alone. When
 * the storage fails, nothing of the group is kept and all of its writes reject with `StorageUnavailable`.
 * A group that only inserts goes to the writing thread if it has more than a few rows or if no caller waits for it. Only
 * another such group may follow it there; the main thread writes nothing in the meantime.
 */
export class CommitQueue {
  #pending: Pending[] = [];
  /** The groups that the writing thread has not answered yet, in order. */
  #away: Away[] = [];
  #lastAway = Promise.resolve();
  #isClosed = false;

  constructor(readonly storage: GroupStorage) {}

  /** The number of writes that wait for the next group. */
  get length(): number {
    return this.#pending.length;
  }

  write<T>(
    run: () => T,
    { inserts, isBackground }: WriteOptions<T> = { inserts: null, isBackground: false },
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new StorageUnavailable(new Error('The database is closed')));
        return;
      }
      this.#pending.push({
        run,
        inserts,
        isBackground,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (this.#pending.length === 1) schedule(() => this.#flush());
    });
  }

  #flush(): void {
    if (this.#pending.length === 0 || this.#away.length >= AWAY_MAX) return;
    const { insertApart } = this.storage;
    let rows: (readonly InsertRow[])[] | null;
    try {
      rows = insertApart === null ? null : rowsOf(this.#pending);
    } catch (error) {
      return this.#fail(this.#takePending(), error);
    }
    const all = rows?.flat() ?? [];
    const isWorthIt = all.length >= APART_MIN || this.#pending.every(({ isBackground }) => isBackground);
    if (insertApart !== null && rows !== null && isWorthIt) {
      const away = { group: this.#takePending(), rows };
      this.#away.push(away);
      this.#lastAway = this.#runApart(away, insertApart(all));
    } else if (this.#away.length === 0) {
      this.#runHere(this.#takePending());
    }
  }

  #takePending(): readonly Pending[] {
    const group = this.#pending;
    this.#pending = [];
    return group;
  }

  #runHere(group: readonly Pending[]): void {
    let outcomes: Outcome[];
    try {
      this.storage.begin();
      outcomes = group.map((write) => this.#run(write.run));
      this.storage.commit();
    } catch (error) {
      return this.#fail(group, error);
    }
    settle(group, outcomes);
  }

  async #runApart(away: Away, commit: Promise<Uint8Array>): Promise<void> {
    let inserted: Uint8Array;
    try {
      inserted = await commit;
    } catch (error) {
      // Groups behind a failed group have failed with it, so their own answers no longer matter.
      if (!this.#away.includes(away)) return;
      // Writes queued in the meantime may depend on what is lost, so they fail too: the order of writes has no gaps.
      const lost = [...this.#away.flatMap(({ group }) => group), ...this.#takePending()];
      this.#away = [];
      return this.#fail(lost, error);
    }
    // The commit is done. An error from here on concerns one write only.
    let position = 0;
    const outcomes = away.group.map(({ inserts }, index): Outcome => {
      const own = Array.from(away.rows[index] ?? [], () => inserted[position++] === 1);
      try {
        return this.#run(() => inserts?.settle(own));
      } catch (error) {
        return { isDone: false, error: new StorageUnavailable(error) };
      }
    });
    this.#away.shift();
    settle(away.group, outcomes);
    schedule(() => this.#flush());
  }

  #fail(group: readonly Pending[], error: unknown): void {
    this.storage.abandon();
    const failure = new StorageUnavailable(error);
    for (const write of group) write.reject(failure);
  }

  #run(run: () => unknown): Outcome {
    try {
      return { isDone: true, value: run() };
    } catch (error) {
      if (this.storage.isStorageError(error)) throw error;
      return { isDone: false, error };
    }
  }

  /** Accepts no more writes and settles the queued ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#pending.length > 0 || this.#away.length > 0) {
      this.#flush();
      await this.#lastAway;
    }
  }
}

function settle(group: readonly Pending[], outcomes: readonly Outcome[]): void {
  for (const [position, outcome] of outcomes.entries()) {
    const write = group[position] as Pending;
    if (outcome.isDone) write.resolve(outcome.value);
    else write.reject(outcome.error);
  }
}

/** The rows of each write. Null when one of the writes does more than insert. */
function rowsOf(group: readonly Pending[]): (readonly InsertRow[])[] | null {
  const all: (readonly InsertRow[])[] = [];
  for (const { inserts } of group) {
    const rows = inserts?.rows() ?? null;
    if (rows === null) return null;
    all.push(rows);
  }
  return all;
}
