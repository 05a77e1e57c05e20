import mongoose from 'mongoose';
import { isDocument } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { parseUpdate } from './apply-update.js';
import type { Modification } from './write-operations.js';

const { MongoInvalidArgumentError } = mongoose.mongo;

/** Reads an update or a replacement. Like the driver, refuses one where the other is expected. */
export function readModification(isReplacement: boolean, given: unknown): Modification {
  if (Array.isArray(given)) throw new NotSupported('an update by pipeline');
  if (!isDocument(given)) throw new NotSupported('this form of update');
  const isAtomic = Object.keys(given)[0]?.startsWith('$') ?? false;
  if (isReplacement) {
    if (isAtomic)
      throw new MongoInvalidArgumentError('Replacement document must not contain atomic operators');
    return { kind: 'replacement', document: given };
  }
  if (!isAtomic) throw new MongoInvalidArgumentError('Update document requires atomic operators');
  return { kind: 'update', update: parseUpdate(given) };
}
