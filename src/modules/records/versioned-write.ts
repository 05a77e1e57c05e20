import type { Collection } from 'mongoose';
import { unlessDuplicate } from '../../platform/database/unless-duplicate.js';

interface VersionedDoc {
  readonly _id: string;
  readonly version: number;
}

/**
 * Inserts new documents and replaces those that still stand at the version before, in one unordered bulk write.
 * @returns false when one of them had been changed by somebody else; the others are written all the same
 */
export async function writeVersioned(
  collection: Collection,
  docs: readonly (VersionedDoc & object)[],
): Promise<boolean> {
  const operations = docs.map((doc) =>
    doc.version === 1
      ? { insertOne: { document: doc } }
      : { replaceOne: { filter: { _id: doc._id, version: doc.version - 1 }, replacement: doc } },
  );
  // Where two writers made the same new record, the unique _id decides.
  return unlessDuplicate(
    collection
      .bulkWrite(operations as never, { ordered: false })
      .then(({ insertedCount, matchedCount }) => insertedCount + matchedCount === docs.length),
  );
}
