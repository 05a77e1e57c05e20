import type { Document } from '../documents/document.js';
import type { UpdateOutcome } from '../write/write-operations.js';

/** What the driver returns for an update. */
export function updateResult({ matchedCount, modifiedCount, upsertedId }: UpdateOutcome): Document {
  const hasUpserted = upsertedId !== undefined;
  return {
    acknowledged: true,
    modifiedCount,
    upsertedId: hasUpserted ? upsertedId : null,
    upsertedCount: hasUpserted ? 1 : 0,
    matchedCount,
  };
}
