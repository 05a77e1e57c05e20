import type { Document } from '../documents/document.js';
import { findRows } from '../query/read-collection.js';
import { duplicateKeyError, serverError } from '../tables/server-error.js';
import type { Row, StoredCollection } from '../tables/stored-collection.js';
import { applyUpdate, type Update } from './apply-update.js';
import { upsertByReplacement, upsertByUpdate } from './upsert-document.js';

/** What an update does to each document that it finds. */
export type Modification = { kind: 'update'; update: Update } | { kind: 'replacement'; document: Document };

export interface UpdateRequest {
  readonly filter: Document;
  readonly modification: Modification;
  readonly isUpsert: boolean;
  readonly isMany: boolean;
}

export interface UpdateOutcome {
  readonly matchedCount: number;
  readonly modifiedCount: number;
  /** The `_id` of an inserted document. Undefined when nothing was inserted. */
  readonly upsertedId: unknown;
  /** The stored text after the change of a single document. Null when nothing matched and nothing was inserted. */
  readonly after: string | null;
}

function modified(row: Row, modification: Modification): Document {
  if (modification.kind === 'update') {
    // The row keeps the text, so the update may write into the decoded document.
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
  return { matchedCount: 0, modifiedCount: 0, upsertedId: document['_id'], after: prepared.text };
}

/** Updates or replaces the first document that the filter finds, or all of them. Runs inside a group. */
export function runUpdate(collection: StoredCollection, request: UpdateRequest): UpdateOutcome {
  const rows = findRows(collection, { filter: request.filter, isFirstOnly: !request.isMany });
  if (rows.length === 0 && request.isUpsert) return upsert(collection, request);
  let modifiedCount = 0;
  let after: string | null = null;
  for (const row of rows) {
    const before = collection.keysOf(row);
    after = collection.replace(row, modified(row, request.modification), before);
    if (after !== row.text) modifiedCount += 1;
  }
  return { matchedCount: rows.length, modifiedCount, upsertedId: undefined, after };
}

/** Deletes the first document that the filter finds, or all of them. @returns how many */
export function runDelete(
  collection: StoredCollection,
  { filter, isMany }: { readonly filter: Document; readonly isMany: boolean },
): number {
  const rows = findRows(collection, { filter, isFirstOnly: !isMany });
  for (const row of rows) collection.delete(row);
  return rows.length;
}
