import mongoose from 'mongoose';
import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { refuseOptions } from '../query/operation-options.js';
import { parseFilter } from '../query/parse-filter.js';
import { readFilter } from '../query/read-request.js';
import type { DuplicateKey } from '../tables/server-error.js';
import type { PreparedInsert, StoredCollection } from '../tables/stored-collection.js';
import {
  BulkWriteResult,
  MongoBulkWriteError,
  WriteError,
  type BulkResult,
  type BulkTally,
} from './bulk-classes.js';
import { readModification } from './read-modification.js';
import { runUpdate, type Modification } from './write-operations.js';

const { MongoServerError } = mongoose.mongo;

/** Runs one operation that changes a document. */
type Change = (collection: StoredCollection, tally: BulkTally, index: number) => void;
/** An insert is just its document, because most batches are thousands of inserts. */
type Operation = PreparedInsert | Change;

function readOperation(model: Document, prepare: (document: Document) => PreparedInsert): Operation {
  const [kind, body] = Object.entries(model)[0] ?? [];
  if (kind === undefined || !isDocument(body)) throw new NotSupported('this form of bulk operation');
  refuseOptions(body, 'bulkOperation');
  switch (kind) {
    case 'insertOne':
      return prepare(body['document'] as Document);
    case 'updateOne':
      return updateOperation(body, readModification(false, body['update']));
    case 'replaceOne':
      return updateOperation(body, readModification(true, body['replacement']));
    default:
      throw new NotSupported(`the bulk operation ${kind}`);
  }
}

function updateOperation(body: Document, modification: Modification): Change {
  const filter = readFilter(body['filter']);
  // Parse now, so that an unsupported operator refuses the whole call before anything is written.
  parseFilter(filter);
  const request = { filter, modification, isMany: false, isUpsert: body['upsert'] === true };
  return (collection, tally, index) => {
    const outcome = runUpdate(collection, request);
    tally.nMatched += outcome.matchedCount;
    tally.nModified += outcome.modifiedCount;
    if (outcome.upsertedId === undefined) return;
    tally.nUpserted += 1;
    tally.upserted.push({ index, _id: outcome.upsertedId });
  };
}

function emptyTally(): BulkTally {
  return {
    ok: 1,
    writeErrors: [],
    writeConcernErrors: [],
    insertedIds: [],
    nInserted: 0,
    nUpserted: 0,
    nMatched: 0,
    nModified: 0,
    nRemoved: 0,
    upserted: [],
  };
}

type Failure = Pick<DuplicateKey, 'errmsg'> & { code: number };

/** The error that the server would report for an operation. Any other error ends the whole call. */
function failureOf(run: () => void): Failure | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return { code: Number(error.code), errmsg: String(error.errmsg) };
  }
}

/** A parsed bulk write. */
export interface BulkWrite {
  /** Runs the operations inside a group. */
  run(collection: StoredCollection): BulkResult;
  /** The documents, when the bulk write only inserts and no insert waits for the one before it. Otherwise null. */
  readonly inserts: readonly PreparedInsert[] | null;
  /** The answer when another thread ran the inserts. @param duplicates for each insert, the key that it duplicates */
  settle(duplicates: readonly (DuplicateKey | null)[]): BulkResult;
}

/** Reads the operations of a bulk write. */
export function readBulkWrite(
  models: readonly Document[],
  isOrdered: boolean,
  prepare: (document: Document) => PreparedInsert,
): BulkWrite {
  const operations = models.map((model) => readOperation(model, prepare));
  return bulkWriteOf(operations, isOrdered, (index) => models[index] ?? {});
}

/** A bulk write that only inserts. */
export function bulkInsert(prepareds: readonly PreparedInsert[], isOrdered: boolean): BulkWrite {
  return bulkWriteOf(prepareds, isOrdered, (index) => ({
    insertOne: { document: prepareds[index]?.document },
  }));
}

function bulkWriteOf(
  operations: readonly Operation[],
  isOrdered: boolean,
  modelAt: (index: number) => Document,
): BulkWrite {
  const insertedIds: BulkTally['insertedIds'] = [];
  for (const [index, operation] of operations.entries())
    if (isInsert(operation)) insertedIds.push({ index, _id: operation.document['_id'] });
  const answer = (
    insert: (prepared: PreparedInsert, index: number) => DuplicateKey | null,
    collection: StoredCollection | null,
  ) => {
    const tally: BulkTally = { ...emptyTally(), insertedIds };
    for (const [index, operation] of operations.entries()) {
      let failure: Failure | null;
      if (isInsert(operation)) {
        // Report a duplicate without throwing: a replayed batch consists of nothing else.
        failure = insert(operation, index);
        if (failure === null) tally.nInserted += 1;
      } else failure = failureOf(() => collection && operation(collection, tally, index));
      if (failure === null) continue;
      const { code, errmsg } = failure;
      tally.writeErrors.push(new WriteError({ index, code, errmsg, op: modelAt(index) }));
      if (isOrdered) break;
    }
    return resultOf(tally, isOrdered);
  };
  const isApart = insertedIds.length === operations.length && (!isOrdered || operations.length === 1);
  return {
    run: (collection) => answer((prepared) => collection.insert(prepared), collection),
    inserts: isApart ? (operations as readonly PreparedInsert[]) : null,
    settle: (duplicates) => answer((_prepared, index) => duplicates[index] ?? null, null),
  };
}

function isInsert(operation: Operation): operation is PreparedInsert {
  return typeof operation !== 'function';
}

function resultOf(tally: BulkTally, isOrdered: boolean): BulkResult {
  const result = new BulkWriteResult(tally, isOrdered);
  const [first] = tally.writeErrors;
  if (first === undefined) return result;
  const message = first.errmsg;
  throw new MongoBulkWriteError({ message, code: first.code, writeErrors: tally.writeErrors }, result);
}
