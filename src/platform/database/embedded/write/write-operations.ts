import { applyUpdate, type Update } from './apply-update.js';
import type { Document } from '../documents/document.js';
import type { SortSpec } from '../query/query-plan.js';
import { findRows } from '../query/read-collection.js';
import { duplicateKeyError, serverError } from '../store/server-error.js';
import type { Row, StoredCollection } from '../store/stored-collection.js';
import { applyUpdate, type Update } from './apply-update.js';
import { upsertByReplacement, upsertByUpdate } from './upsert-document.js';

/** What an update does to each document it finds. */
export type Modification = { kind: 'update'; update: Update } | { kind: 'replacement'; document: Document };

export interface UpdateRequest {
  filter: Document;
  sort: SortSpec;
  modification: Modification;
  isUpsert: boolean;
  isMany: boolean;
}

export interface UpdateOutcome {
  matchedCount: number;
  modifiedCount: number;
  /** The `_id` that an upsert gave. */
  upsertedId: unknown;
  /** The stored texts around the change of a single document; a caller decodes the one it wants. */
  before: string | null;
  after: string | null;
}

function modified(row: Row, modification: Modification): Document {
  if (modification.kind === 'update') {
    // The row keeps its own copy only as text; the update writes into the decoded one.
    applyUpdate(row.document, modification.update, false);
    return row.document;
  }
  const { _id: id, ...rest } = modification.document;
  const own = row.document['_id'];
  if (id !== undefined && String(id) !== String(own)) {
    throw serverError(
      66,
      'ImmutableField',
      'After applying the update, the (immutable) field _id was found to have been altered',
    );
  }
  return { _id: own, ...rest };
}

function upsert(collection: StoredCollection, request: UpdateRequest): UpdateOutcome {
  const { modification, filter } = request;
  const document =
    modification.kind === 'update'
      ? upsertByUpdate(filter, modification.update)
      : upsertByReplacement(filter, modification.document);
  const prepared = collection.prepareInsert(document);
  const duplicate = collection.insert(prepared);
  if (duplicate !== null) throw duplicateKeyError(duplicate);
  return {
    matchedCount: 0,
    modifiedCount: 0,
    upsertedId: document['_id'],
    before: null,
    after: prepared.text,
  };
}

/** Updates or replaces one document or all that the filter finds; runs inside a group. */
export function runUpdate(collection: StoredCollection, request: UpdateRequest): UpdateOutcome {
  const question = { filter: request.filter, sort: request.sort, isFirstOnly: !request.isMany };
  const source = { statements: collection.statements, shape: collection.shape };
  const rows = findRows(source, question);
  if (rows.length === 0 && request.isUpsert) return upsert(collection, request);
  const outcome: UpdateOutcome = {
    matchedCount: rows.length,
    modifiedCount: 0,
    upsertedId: undefined,
    before: null,
    after: null,
  };
  for (const row of rows) {
    const before = collection.keysOf(row);
    const text = collection.replace(row, modified(row, request.modification), before);
    if (text !== row.text) outcome.modifiedCount += 1;
    outcome.after = text;
  }
  outcome.before = rows[0]?.text ?? null;
  return outcome;
}

/** Deletes the first document that the filter finds, or all; answers how many and the first of them. */
export function runDelete(
  collection: StoredCollection,
  request: { filter: Document; sort: SortSpec; isMany: boolean },
): { deletedCount: number; first: Document | null } {
  const source = { statements: collection.statements, shape: collection.shape };
  const rows = findRows(source, { ...request, isFirstOnly: !request.isMany });
  for (const row of rows) collection.delete(row);
  return { deletedCount: rows.length, first: rows[0]?.document ?? null };
}
