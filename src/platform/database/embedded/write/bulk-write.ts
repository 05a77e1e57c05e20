import mongoose from 'mongoose';
import { NotSupported } from '../driver/not-supported.js';
import { refuseOptions } from '../driver/operation-options.js';
import type { DuplicateKey } from '../driver/server-error.js';
import { parseFilter } from '../query/parse-filter.js';
import { parseSort } from '../query/sort-documents.js';
import { isDocument, type Document } from '../store/document.js';
import type { PreparedInsert, StoredCollection } from '../store/stored-collection.js';
import {
  BulkWriteResult,
  MongoBulkWriteError,
  WriteError,
  type BulkResult,
  type BulkTally,
} from './bulk-classes.js';
import { isDocument, type Document } from '../documents/document.js';
import { parseFilter } from '../query/parse-filter.js';
import { NotSupported } from '../documents/not-supported.js';
import { refuseOptions } from '../query/operation-options.js';
import { readModification } from './read-modification.js';
import type { DuplicateKey } from '../store/server-error.js';
import { parseSort } from '../query/sort-documents.js';
import type { PreparedInsert, StoredCollection } from '../store/stored-collection.js';
import { runDelete, runUpdate } from './write-operations.js';

const { MongoServerError } = mongoose.mongo;

/** Runs one operation that changes or removes documents. */
type Change = (collection: StoredCollection, tally: BulkTally, index: number) => void;
/** An insert is no more than its document: most batches are made of thousands. */
type Operation = PreparedInsert | Change;

function updateOperation(kind: string, body: Document): Change {
  const isMany = kind === 'updateMany';
  const filter = filterOf(body);
  const modification = readModification(
    kind === 'replaceOne',
    body[kind === 'replaceOne' ? 'replacement' : 'update'],
  );
  const request = {
    filter,
    modification,
    isMany,
    isUpsert: body['upsert'] === true,
    sort: parseSort(body['sort']),
  };
  return (collection, tally, index) => {
    const outcome = runUpdate(collection, request);
    tally.nMatched += outcome.matchedCount;
    tally.nModified += outcome.modifiedCount;
    if (outcome.upsertedId === undefined) return;
    tally.nUpserted += 1;
    tally.upserted.push({ index, _id: outcome.upsertedId });
  };
}

function deleteOperation(kind: string, body: Document): Change {
  const request = { filter: filterOf(body), sort: [], isMany: kind === 'deleteMany' };
  return (collection, tally) => {
    tally.nRemoved += runDelete(collection, request).deletedCount;
  };
}

function filterOf(body: Document): Document {
  const filter = body['filter'] ?? {};
  if (!isDocument(filter)) throw new NotSupported('this form of filter');
  // Read once before anything is written: what is not supported refuses the whole call.
  parseFilter(filter);
  return filter;
}

function readOperation(model: Document, prepare: (document: Document) => PreparedInsert): Operation {
  const [kind, body] = Object.entries(model)[0] ?? [];
  if (kind === undefined || typeof body !== 'object' || body === null)
    throw new NotSupported('an empty bulk operation');
  const fields = body as Document;
  refuseOptions(fields);
  switch (kind) {
    case 'insertOne':
      return prepare((fields['document'] ?? fields) as Document);
    case 'updateOne':
    case 'updateMany':
    case 'replaceOne':
      return updateOperation(kind, fields);
    case 'deleteOne':
    case 'deleteMany':
      return deleteOperation(kind, fields);
    default:
      throw new NotSupported(`the bulk operation ${kind}`);
  }
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

/** What the server would report of an operation; anything but the server's own errors ends the whole call. */
function failureOf(run: () => void): Failure | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return { code: Number(error.code), errmsg: String(error.errmsg) };
  }
}

/** A bulk write that was read. */
export interface BulkWrite {
  /** Runs the operations inside a group. */
  run(collection: StoredCollection): BulkResult;
  /** The documents when they are all that is written and none waits for the one before it, else null. */
  readonly inserts: readonly PreparedInsert[] | null;
  /** The answer where the inserts were run elsewhere: for each, what it is a duplicate of. */
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

/** A bulk write of nothing but inserts. */
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
        // A duplicate is answered, not thrown: a replayed batch is made of nothing else.
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
