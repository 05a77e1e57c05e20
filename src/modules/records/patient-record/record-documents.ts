import type { Collection } from 'mongoose';
import type { RecordDocument } from './patient-record-part.js';

/** The store's own fields: keys, hashes that find encrypted values, and text that is encrypted as one value. */
const INTERNAL: ReadonlySet<string> = new Set([
  '_id',
  'practiceId',
  'mrnHash',
  'birthDateHash',
  'phoneHash',
  'secret',
]);

/**
 * The documents of a collection, ready for the export.
 * @param readable decrypts a document
 */
export async function* recordDocuments<D extends object>(
  collection: Collection,
  filter: Readonly<Record<string, unknown>>,
  readable: (doc: D) => object = (doc) => doc,
): AsyncGenerator<RecordDocument> {
  const found = collection.find(filter as never) as unknown as AsyncIterable<D>;
  for await (const doc of found)
    yield { collection: collection.name, document: withoutInternal(readable(doc)) };
}

function withoutInternal(document: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !INTERNAL.has(name)));
}
