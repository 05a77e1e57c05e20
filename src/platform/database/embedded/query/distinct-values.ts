import { compareValues } from '../documents/compare-values.js';
import { isDocument, ownField, type Document } from '../documents/document.js';

function collect(value: unknown, segments: readonly string[], into: unknown[]): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    if (Array.isArray(value)) into.push(...value);
    else if (value !== undefined) into.push(value);
  } else if (Array.isArray(value)) {
    if (/^\d+$/.test(segment)) collect(value[Number(segment)], rest, into);
    else for (const item of value) if (isDocument(item)) collect(item, segments, into);
  } else if (isDocument(value)) {
    collect(ownField(value, segment), rest, into);
  }
}

/** The different values at a path in order, elements of arrays one by one; a missing field gives none. */
export function distinctValues(documents: Iterable<Document>, path: string): unknown[] {
  const segments = path.split('.');
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const document of documents) {
    const values: unknown[] = [];
    collect(document, segments, values);
    for (const value of values) {
      if (typeof value !== 'object') scalars.add(value);
      else others.push(value);
    }
  }
  const sorted = [...scalars, ...others].sort(compareValues);
  return sorted.filter((value, index) => index === 0 || compareValues(value, sorted[index - 1]) !== 0);
}
