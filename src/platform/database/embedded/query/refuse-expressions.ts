import { isDocument } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

const REFUSED =
  /^\$(where|function|accumulator|rand|sampleRate|text|near|nearSphere|geoWithin|geoIntersects)$/;

/** Throws for an expression that runs a script, draws lots or needs an index that this engine does not have. */
export function refuseExpressions(value: unknown): void {
  if (Array.isArray(value)) value.forEach(refuseExpressions);
  else if (isDocument(value)) {
    for (const [name, part] of Object.entries(value)) {
      if (REFUSED.test(name)) throw new NotSupported(`the operator ${name}`);
      refuseExpressions(part);
    }
  }
}
