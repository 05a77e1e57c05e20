import type { Cut } from '../documents/cut-texts.js';
import type { SqlValue } from './sqlite.js';

/** Rows of one table: what the statement takes, in order. */
export interface InsertSet {
  readonly sql: string;
  readonly rows: SqlValue[][];
}

/** What a thread of the store is started with. */
export interface StorePlace {
  readonly folder: string;
  /** Left out by one that writes. */
  readonly cacheKib?: number;
}

/** To the store's thread. An insert is one transaction; a read sees every commit before it and gives one column. */
export type StoreOrder =
  ({ readonly kind: 'insert' } & InsertOrder) | ({ readonly kind: 'read' } & ReadOrder);

export interface InsertOrder {
  readonly sets: readonly InsertSet[];
  /** How many inserts of this thread its sender knows to have failed; one that was sent in ignorance is refused. */
  readonly failuresKnown: number;
}

export interface ReadOrder {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** What is read of each text; null: all. */
  readonly cut: Cut | null;
}

/** From it: a byte a row (1 inserted, 0 there before), the texts as one JSON list, or why the file could not be used. */
export type StoreAnswer =
  | { readonly inserted: Uint8Array }
  | { readonly list: string }
  | { readonly code: number | null; readonly message: string };

/** Answers come under the number of their order. */
export interface Numbered<T> {
  readonly number: number;
  readonly content: T;
}
