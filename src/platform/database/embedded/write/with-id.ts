import { ObjectId } from '../documents/bson.js';
import type { Document } from '../documents/document.js';

/** Puts `_id` first, as it is stored. Like the driver, gives a missing `_id` to the caller's own object. */
export function withId(given: Document): Document {
  const toBson = given['toBSON'];
  // A mongoose document decides what is stored of it.
  const document =
    typeof toBson === 'function' && !Object.hasOwn(given, 'toBSON')
      ? (toBson.call(given) as Document)
      : given;
  if (document['_id'] === undefined) document['_id'] = new ObjectId();
  for (const name in document) {
    if (name === '_id') return document;
    break;
  }
  const { _id: id, ...rest } = document;
  return { _id: id, ...rest };
}
