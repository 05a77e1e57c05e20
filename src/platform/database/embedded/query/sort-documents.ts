import { compareValues } from '../documents/compare-values.js';
import { isDocument, ownField, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import type { SortSpec } from './query-plan.js';
import { serverError } from '../store/server-error.js';

/** Reads what a caller gives as a sort: an object, a Map, pairs, a name. */
export function parseSort(sort: unknown): SortSpec {
  if (sort === undefined || sort === null) return [];
  const entries: unknown[][] =
    typeof sort === 'string'
      ? [[sort, 1]]
      : sort instanceof Map
        ? [...sort.entries()]
        : Array.isArray(sort)
          ? sort.map((part: unknown) => (Array.isArray(part) ? part : [part, 1]))
          : Object.entries(sort as object);
  return entries.map(([path, direction]) => {
    if (typeof path !== 'string') throw new NotSupported('this form of sort');
    if (direction === 1 || direction === 'asc' || direction === 'ascending') return [path, 1];
    if (direction === -1 || direction === 'desc' || direction === 'descending') return [path, -1];
    if (isDocument(direction)) throw new NotSupported('a sort by $meta');
    throw serverError(
      15975,
      'Location15975',
      '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
    );
  });
}

const EMPTY_ARRAY = Symbol('empty array');

function collect(value: unknown, segments: readonly string[], into: unknown[]): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    if (!Array.isArray(value)) into.push(value ?? null);
    else if (value.length === 0) into.push(EMPTY_ARRAY);
    else into.push(...value.map((item: unknown) => item ?? null));
  } else if (Array.isArray(value)) {
    if (/^\d+$/.test(segment)) collect(value[Number(segment)], rest, into);
    else
      for (const item of value) collect(isDocument(item) ? ownField(item, segment) : undefined, rest, into);
  } else {
    collect(isDocument(value) ? ownField(value, segment) : undefined, rest, into);
  }
}

function compareKeys(a: unknown, b: unknown): number {
  // An empty array sorts before everything, null included.
  if (a === EMPTY_ARRAY || b === EMPTY_ARRAY) return Number(b === EMPTY_ARRAY) - Number(a === EMPTY_ARRAY);
  return compareValues(a, b);
}

/** The value that stands for a document in this sort: of an array, the least or the greatest element. */
function sortKey(document: Document, path: string, direction: 1 | -1): unknown {
  const values: unknown[] = [];
  collect(document, path.split('.'), values);
  let chosen: unknown = values.length === 0 ? null : values[0];
  for (const value of values) if (compareKeys(value, chosen) * direction < 0) chosen = value;
  return chosen;
}

/** Sorts as the server does; documents that compare equal keep their order. */
export function sortDocuments(documents: readonly Document[], sort: SortSpec): Document[] {
  const keyed = documents.map((document) => ({
    document,
    keys: sort.map(([path, direction]) => sortKey(document, path, direction)),
  }));
  keyed.sort((a, b) => {
    for (const [position, [, direction]] of sort.entries()) {
      const order = compareKeys(a.keys[position], b.keys[position]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return keyed.map((entry) => entry.document);
}
