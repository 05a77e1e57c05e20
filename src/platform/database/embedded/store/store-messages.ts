import type { Cut } from '../documents/cut-texts.js';
import type { SqlValue } from './sqlite.js';

/** Rows of one table: the values of the statement, in order. */
export interface InsertSet {
  readonly sql: string;
  readonly rows: SqlValue[][];
}

/** The start arguments of a store thread. */
export interface StorePlace {
  readonly folder: string;
  /** Omitted for the writing thread. */
  readonly cacheKib?: number;
}

/** To a store thread. An insert is one transaction. A read sees every commit before it and returns one column. */
export type StoreOrder =
  ({ readonly kind: 'insert' } & InsertOrder) | ({ readonly kind: 'read' } & ReadOrder);

interface InsertOrder {
  readonly sets: readonly InsertSet[];
  /** How many failed inserts the sender knows of. The thread refuses an insert from a sender that missed a failure. */
  readonly failuresKnown: number;
}

export interface ReadOrder {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Which part of each text to read. Null: all. */
  readonly cut: Cut | null;
}

/** From a store thread: one byte per row (1 inserted, 0 already there), the texts as one JSON list, or an error of the file. */
export type StoreAnswer =
  | { readonly inserted: Uint8Array }
  | { readonly list: string }
  | { readonly code: number | null; readonly message: string };

/** An answer has the number of its order. */
export interface Numbered<T> {
  readonly number: number;
  readonly content: T;
}
