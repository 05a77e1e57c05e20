import type { SqlValue } from './sqlite.js';
import { StorageUnavailable } from './storage-unavailable.js';

// Kept from before any test replaces the timers: a write must not wait for a clock that stands still.
const schedule = setImmediate;

/** A row and the statement that inserts it unless it is there. */
export interface InsertRow {
  readonly sql: string;
  readonly values: SqlValue[];
}

/** A write that does nothing but insert rows, so that another thread can run it. */
export interface Inserts<T> {
  /** Null when the rows have to be prepared anew and the write must run here. */
  rows(): readonly InsertRow[] | null;
  /** What the write answers after the commit. */
  settle(isInserted: readonly boolean[]): T;
}

/** How a write may be run. */
export interface WriteOptions<T> {
  /** Null for a write that does more than insert rows. */
  readonly inserts: Inserts<T> | null;
  /** True where no caller waits for the write: then this thread does not wait for the disk either. */
  readonly isBackground: boolean;
}

interface Pending {
  run: () => unknown;
  inserts: Inserts<unknown> | null;
  isBackground: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Fewer rows that somebody waits for are written sooner than another thread is woken for them. From here on waiting for the
 * disk costs this thread more than handing the rows over.
 */
const APART_MIN = 8;
/** The other thread finds the next group waiting when it has committed one. */
const AWAY_MAX = 2;

/** A group that the other thread commits, with the rows of each of its writes. */
interface Away {
  readonly group: readonly Pending[];
  readonly rows: readonly (readonly InsertRow[])[];
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
  /**
   * Commits rows apart from this thread, in the order of the calls: for each row, whether it was inserted. After a call that
   * failed nothing is committed until the failure is known here. Null where there is no other thread.
   */
  readonly insertApart: ((rows: readonly InsertRow[]) => Promise<Uint8Array>) | null;
}

/**
 * Group commit. Writes queued in one turn of the event loop, or while a group is being written, run in their order in one
 * transaction and share one sync to disk; each promise settles after that commit. A write that fails rejects alone. When
 * the storage fails, nothing of the group is kept and all of it rejects with `StorageUnavailable`. A group of nothing but
 * inserts is written by another thread where there is one and the group is more than a few rows or nobody waits for it; only
 * another such group is sent behind it, and this thread writes nothing meanwhile.
 */
export class CommitQueue {
  #pending: Pending[] = [];
  /** What the other thread has still to answer, in order. */
  #away: Away[] = [];
  #lastAway = Promise.resolve();
  #isClosed = false;

  constructor(readonly storage: GroupStorage) {}

  /** Writes that wait for the next group. */
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
      // Those sent behind a failed group failed with it, and their own answers come too late to matter.
      if (!this.#away.includes(away)) return;
      // What was queued meanwhile may rest on what is lost: the order of writes has no gaps.
      const lost = [...this.#away.flatMap(({ group }) => group), ...this.#takePending()];
      this.#away = [];
      return this.#fail(lost, error);
    }
    // The commit stands: what fails from here on is one write's own.
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

  /** Takes nothing more; settles what was queued. */
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

/** The rows of each write; null when one of them is more than an insert. */
function rowsOf(group: readonly Pending[]): (readonly InsertRow[])[] | null {
  const all: (readonly InsertRow[])[] = [];
  for (const { inserts } of group) {
    const rows = inserts?.rows() ?? null;
    if (rows === null) return null;
    all.push(rows);
  }
  return all;
}
