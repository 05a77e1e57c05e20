import mongoose from 'mongoose';
import {
  BulkWriteResult,
  MongoBulkWriteError,
  WriteError,
  type BulkResult,
  type BulkTally,
} from './bulk-classes.js';
import { isDocument, type Document } from './document.js';
import { parseFilter } from './parse-filter.js';
import { NotSupported } from './not-supported.js';
import { refuseOptions } from './operation-options.js';
import { readModification } from './read-modification.js';
import type { DuplicateKey } from './server-error.js';
import { parseSort } from './sort-documents.js';
import type { PreparedInsert, StoredCollection } from './stored-collection.js';
import { runDelete, runUpdate } from './write-operations.js';

const { MongoServerError } = mongoose.mongo;

/** Runs one operation; a duplicate insert is answered, not thrown: a replayed batch is made of nothing else. */
type Operation = (collection: StoredCollection, tally: BulkTally, index: number) => DuplicateKey | null;

function insertOperation(prepared: PreparedInsert): Operation {
  return (collection, tally) => {
    const duplicate = collection.insert(prepared);
    if (duplicate === null) tally.nInserted += 1;
    return duplicate;
  };
}

function updateOperation(kind: string, body: Document): Operation {
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
    if (outcome.upsertedId === undefined) return null;
    tally.nUpserted += 1;
    tally.upserted.push({ index, _id: outcome.upsertedId });
    return null;
  };
}

function deleteOperation(kind: string, body: Document): Operation {
  const request = { filter: filterOf(body), sort: [], isMany: kind === 'deleteMany' };
  return (collection, tally) => {
    tally.nRemoved += runDelete(collection, request).deletedCount;
    return null;
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
      return insertOperation(prepare((fields['document'] ?? fields) as Document));
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
function failureOf(run: () => DuplicateKey | null): Failure | null {
  try {
    return run();
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
  const insertedIds: BulkTally['insertedIds'] = [];
  const prepareds: PreparedInsert[] = [];
  const operations = models.map((model, index) =>
    readOperation(model, (document) => {
      const prepared = prepare(document);
      prepareds.push(prepared);
      insertedIds.push({ index, _id: prepared.document['_id'] });
      return prepared;
    }),
  );
  const answer = (runOne: (operation: Operation, tally: BulkTally, index: number) => Failure | null) => {
    const tally: BulkTally = { ...emptyTally(), insertedIds };
    for (const [index, operation] of operations.entries()) {
      const failure = runOne(operation, tally, index);
      if (failure === null) continue;
      const op = models[index] ?? {};
      tally.writeErrors.push(new WriteError({ index, code: failure.code, errmsg: failure.errmsg, op }));
      if (isOrdered) break;
    }
    return resultOf(tally, isOrdered);
  };
  const isInsertsOnly = prepareds.length === models.length && (!isOrdered || models.length === 1);
  return {
    run: (collection) =>
      answer((operation, tally, index) => failureOf(() => operation(collection, tally, index))),
    inserts: isInsertsOnly ? prepareds : null,
    settle: (duplicates) =>
      answer((_operation, tally, index) => {
        const duplicate = duplicates[index] ?? null;
        if (duplicate === null) tally.nInserted += 1;
        return duplicate;
      }),
  };
}

function resultOf(tally: BulkTally, isOrdered: boolean): BulkResult {
  const result = new BulkWriteResult(tally, isOrdered);
  const [first] = tally.writeErrors;
  if (first === undefined) return result;
  const message = first.errmsg;
  throw new MongoBulkWriteError({ message, code: first.code, writeErrors: tally.writeErrors }, result);
}
