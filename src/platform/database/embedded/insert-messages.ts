import type { SqlValue } from './sqlite.js';

/** Rows of one table: what the statement takes, in order. */
export interface InsertSet {
  readonly sql: string;
  readonly rows: SqlValue[][];
}

/** To the insert thread: one transaction. */
export interface InsertOrder {
  readonly sets: readonly InsertSet[];
}

/** From it: a byte a row (1 inserted, 0 there before), or why the file took nothing. */
export type InsertAnswer =
  { readonly inserted: Uint8Array } | { readonly code: number | null; readonly message: string };
