import { createRequire } from 'node:module';
import type { Document } from '../documents/document.js';

/** What the driver counts in a bulk write, under the driver's own names. */
export interface BulkTally {
  ok: 1;
  writeErrors: BulkWriteError[];
  writeConcernErrors: [];
  insertedIds: { index: number; _id: unknown }[];
  nInserted: number;
  nUpserted: number;
  nMatched: number;
  nModified: number;
  nRemoved: number;
  upserted: { index: number; _id: unknown }[];
}

interface BulkWriteError {
  readonly code: number;
  readonly index: number;
  readonly errmsg: string;
}

export interface BulkResult {
  readonly insertedCount: number;
  readonly insertedIds: Record<number, unknown>;
}

interface BulkClasses {
  WriteError: new (error: { index: number; code: number; errmsg: string; op: Document }) => BulkWriteError;
  BulkWriteResult: new (tally: BulkTally, isOrdered: boolean) => BulkResult;
  MongoBulkWriteError: new (
    error: { message: string; code: number; writeErrors: BulkWriteError[] },
    result: BulkResult,
  ) => Error;
}

// The driver does not export these publicly. Mongoose imports them from the same file.
const require = createRequire(import.meta.url);
const fromMongoose = createRequire(require.resolve('mongoose'));
export const { WriteError, BulkWriteResult, MongoBulkWriteError } = fromMongoose(
  'mongodb/lib/bulk/common',
) as BulkClasses;
