import type { SqlValue } from './sqlite.js';

/** A row and the statement that inserts it unless it exists. */
export interface InsertRow {
  readonly sql: string;
  readonly values: SqlValue[];
}

/** A write that only inserts rows, so another thread can run it. */
export interface Inserts<T> {
  /** Null when the table has changed since the rows were prepared, so the write must run in the main thread. */
  rows(): readonly InsertRow[] | null;
  /** The result of the write after the commit. */
  settle(isInserted: readonly boolean[]): T;
}

/** How a write may run. */
export interface WriteOptions<T> {
  /** Null for a write that does more than insert. */
  readonly inserts: Inserts<T> | null;
  /** True when no caller waits for the write. Then the main thread does not wait for the disk either. */
  readonly isBackground: boolean;
}
