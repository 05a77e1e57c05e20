import { ObjectId } from '../documents/bson.js';
import type { Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { parseFilter } from '../query/parse-filter.js';
import { serverError } from '../tables/server-error.js';
import { applyUpdate, type Update } from './apply-update.js';

/** The values that the filter fixes, by path. A new document gets them. */
function equalitiesOf(filter: Document): ReadonlyMap<string, unknown> {
  const equalities = new Map<string, unknown>();
  for (const node of parseFilter(filter)) {
    if (node.kind === 'any' || (node.kind === 'test' && node.operator === '$in'))
      throw new NotSupported('$or or $in in the filter of an upsert');
    if (node.kind !== 'test' || node.operator !== '$eq') continue;
    if (equalities.has(node.path))
      throw serverError(
        54,
        'NotSingleValueField',
        `cannot infer query fields to set, path '${node.path}' is matched twice`,
      );
    equalities.set(node.path, node.value);
  }
  return equalities;
}

function withIdFirst(document: Document): Document {
  const { _id: id, ...rest } = document;
  return { _id: id === undefined ? new ObjectId() : id, ...rest };
}

/** The document that an upsert inserts: the filter's equalities, then the update. */
export function upsertByUpdate(filter: Document, update: Update): Document {
  const equalities = [...equalitiesOf(filter)];
  const document: Document = {};
  applyUpdate(
    document,
    equalities.map(([path, operand]) => ({ operator: '$set', path, operand })),
    true,
  );
  const fixed = document['_id'];
  applyUpdate(document, update, true);
  if (fixed !== undefined && document['_id'] !== fixed) {
    throw serverError(
      66,
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  return withIdFirst(document);
}

/** The document that an upserting replacement inserts. Its `_id` is its own or the filter's. */
export function upsertByReplacement(filter: Document, replacement: Document): Document {
  const id = replacement['_id'] ?? equalitiesOf(filter).get('_id');
  return withIdFirst({ ...replacement, _id: id });
}
