import { ObjectId } from '../documents/bson.js';
import { applyUpdate, type Update } from './apply-update.js';
import { decodeDocument, encodeDocument } from '../documents/document-codec.js';
import { isDocument, type Document } from '../documents/document.js';
import { parseFilter, type FilterNode } from '../query/parse-filter.js';
import { serverError } from '../store/server-error.js';

function equalitiesOf(nodes: readonly FilterNode[], into: Map<string, unknown>): void {
  for (const node of nodes) {
    if (node.kind === 'all' || (node.kind === 'any' && node.branches.length === 1)) {
      equalitiesOf(node.branches, into);
    }
    if (node.kind !== 'test') continue;
    const isSingleIn = node.operator === '$in' && (node.value as unknown[]).length === 1;
    if (node.operator !== '$eq' && !isSingleIn) continue;
    const value = isSingleIn ? (node.value as unknown[])[0] : node.value;
    if (value instanceof RegExp) continue;
    if (into.has(node.path))
      throw serverError(
        54,
        'NotSingleValueField',
        `cannot infer query fields to set, path '${node.path}' is matched twice`,
      );
    into.set(node.path, value);
  }
}

function withIdFirst(document: Document): Document {
  const { _id: id, ...rest } = document;
  return { _id: id === undefined ? new ObjectId() : id, ...rest };
}

/** The document that an upsert inserts: the filter's equalities, then the update. */
export function upsertByUpdate(filter: Document, update: Update): Document {
  const equalities = new Map<string, unknown>();
  equalitiesOf(parseFilter(filter), equalities);
  const document: Document = {};
  const taken = [...equalities].map(([path, operand]) => ({
    operator: '$set',
    path,
    operand: copyOf(operand),
  }));
  applyUpdate(document, taken, true);
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

// The update writes into the document; what the caller gave as a filter stays as it was.
function copyOf(value: unknown): unknown {
  return isDocument(value) || Array.isArray(value)
    ? decodeDocument(encodeDocument({ value }))['value']
    : value;
}

/** The document that an upserting replacement inserts: its own `_id`, or the filter's. */
export function upsertByReplacement(filter: Document, replacement: Document): Document {
  const equalities = new Map<string, unknown>();
  equalitiesOf(parseFilter(filter), equalities);
  return withIdFirst({ ...replacement, _id: replacement['_id'] ?? equalities.get('_id') });
}
