import type { Collection } from 'mongoose';
import { unlessDuplicate } from '../../platform/database/unless-duplicate.js';

interface VersionedDoc {
  readonly _id: string;
  readonly version: number;
}

/**
 * Inserts new documents and replaces documents whose stored version is the one before, in one unordered bulk write.
 * @returns false when another writer changed one of them first; the others are still written
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
  // When two writers create the same record, the unique _id decides.
  return unlessDuplicate(
    collection
      .bulkWrite(operations as never, { ordered: false })
      .then(({ insertedCount, matchedCount }) => insertedCount + matchedCount === docs.length),
  );
}
