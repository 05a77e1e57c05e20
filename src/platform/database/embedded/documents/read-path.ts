import { isDocument, ownField, type Document } from './document.js';
import { NotSupported } from './not-supported.js';

/** The value at a dotted path. An array on the way has no single value, so the engine refuses it. */
export function readScalarPath(document: Document, segments: readonly string[]): unknown {
  let value: unknown = document;
  for (const segment of segments) {
    if (!isDocument(value)) {
      if (Array.isArray(value)) throw new NotSupported(`an array in the indexed field ${segments.join('.')}`);
      return undefined;
    }
    value = ownField(value, segment);
  }
  return value;
}
