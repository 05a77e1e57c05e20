import { compareValues, isSameValue } from '../documents/compare-values.js';
import { ownField, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

/** The different values of a field, in order. Elements of an array count one by one; a missing field counts for none. */
export function distinctValues(documents: Iterable<Document>, field: string): unknown[] {
  if (field.includes('.')) throw new NotSupported(`distinct values of the path ${field}`);
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const document of documents) {
    const value = ownField(document, field);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined) continue;
      if (typeof one !== 'object') scalars.add(one);
      else others.push(one);
    }
  }
  const sorted = [...scalars, ...others].sort(compareValues);
  return sorted.filter((value, index) => index === 0 || !isSameValue(value, sorted[index - 1]));
}
