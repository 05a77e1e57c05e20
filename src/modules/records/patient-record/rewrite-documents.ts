import type { Collection } from 'mongoose';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { writeVersioned } from '../versioned-write.js';

const ATTEMPTS_MAX = 8;

/**
 * Writes changed documents as their next version, and reads the collection again until no document needs a change.
 * @param changed null when the document may stay as it is
 * @throws ProblemError 409 when other writers keep changing the documents
 */
export async function rewriteDocuments<D extends { readonly _id: string; readonly version: number }>(
  collection: Collection,
  filter: Readonly<Record<string, unknown>>,
  changed: (doc: D) => D | null,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const docs = ((await collection.find(filter as never).toArray()) as unknown as D[]).flatMap((doc) => {
      const after = changed(doc);
      return after === null ? [] : [{ ...after, version: doc.version + 1 }];
    });
    if (docs.length === 0) return;
    await writeVersioned(collection, docs);
  }
  throw new ProblemError(409, 'Other writers keep changing the record. Try again.');
}
