import { decodeDocument } from '../documents/document-codec.js';
import type { Document } from '../documents/document.js';
import { compileProjection } from '../query/project-document.js';
import type { Options } from '../query/read-request.js';
import { decodeDocument } from '../store/document-codec.js';
import type { Document } from '../store/document.js';
import type { UpdateOutcome } from '../write/write-operations.js';

/** What the driver answers to an update. */
export function updateResult(outcome: UpdateOutcome): Document {
  const hasUpserted = outcome.upsertedId !== undefined;
  return {
    acknowledged: true,
    modifiedCount: outcome.modifiedCount,
    upsertedId: hasUpserted ? outcome.upsertedId : null,
    upsertedCount: hasUpserted ? 1 : 0,
    matchedCount: outcome.matchedCount,
  };
}

/** What the driver answers to a `findOneAnd...`: the document before or after, or the whole result. */
export function foundDocument(outcome: UpdateOutcome, options: Options): Document | null {
  const isAfter =
    options?.['returnDocument'] === 'after' ||
    options?.['returnOriginal'] === false ||
    options?.['new'] === true;
  const text = isAfter ? outcome.after : outcome.before;
  const chosen = text === null ? null : decodeDocument(text);
  const project = compileProjection(options?.['projection'] ?? options?.['fields']);
  const value = chosen === null || project === null ? chosen : project(chosen);
  if (options?.['includeResultMetadata'] !== true) return value;
  const isUpserted = outcome.upsertedId !== undefined;
  const lastErrorObject = {
    n: isUpserted ? 1 : outcome.matchedCount,
    updatedExisting: outcome.matchedCount > 0,
    ...(isUpserted ? { upserted: outcome.upsertedId } : {}),
  };
  return { lastErrorObject, value, ok: 1 };
}
