import { ObjectId } from '../documents/bson.js';
import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { refuseOptions } from './operation-options.js';
import { compileProjection, shownFields } from './project-document.js';
import type { Question } from './read-collection.js';
import { parseSort } from './sort-documents.js';

/** The options of a driver's method. */
export type Options = Document | undefined | null;

export function readFilter(filter: unknown): Document {
  if (filter === undefined || filter === null) return {};
  if (!isDocument(filter)) throw new NotSupported('this form of filter');
  return filter;
}

export function readQuestion(filter: unknown, options: Options): Question {
  refuseOptions(options);
  const projection = options?.['projection'] ?? options?.['fields'];
  return {
    filter: readFilter(filter),
    sort: parseSort(options?.['sort']),
    skip: Number(options?.['skip'] ?? 0),
    limit: Math.abs(Number(options?.['limit'] ?? 0)),
    projection: compileProjection(projection),
    paths: shownFields(projection),
  };
}

/** `_id` comes first in what is stored; one that is missing is made, and given to the caller's object as the driver does. */
export function withId(given: Document): Document {
  const toBson = given['toBSON'];
  // A mongoose document says itself what is to be stored of it.
  const document =
    typeof toBson === 'function' && !Object.hasOwn(given, 'toBSON')
      ? (toBson.call(given) as Document)
      : given;
  if (document['_id'] === undefined) {
    document['_id'] = new ObjectId();
  }
  for (const name in document) {
    if (name === '_id') return document;
    break;
  }
  const { _id: id, ...rest } = document;
  return { _id: id, ...rest };
}
