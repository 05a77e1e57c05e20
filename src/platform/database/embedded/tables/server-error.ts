import mongoose from 'mongoose';
import type { Document } from '../documents/document.js';

const { MongoServerError } = mongoose.mongo;
export type MongoServerError = InstanceType<typeof MongoServerError>;

/** The error that a MongoDB server would send for this code (2 BadValue, 14 TypeMismatch, ...). */
export function serverError(code: number, codeName: string, message: string): MongoServerError {
  return new MongoServerError({ message, errmsg: message, code, codeName, ok: 0 });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined || value === null) return 'null';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof mongoose.mongo.ObjectId) return `ObjectId('${value.toHexString()}')`;
  return JSON.stringify(value);
}

/** What a unique index reports about a second document with the same key. `keyValue` is from the rejected document. */
export interface DuplicateKey {
  code: 11000;
  errmsg: string;
  keyPattern: Document;
  keyValue: Document;
}

export function duplicateKey(
  namespace: string,
  index: { name: string; key: readonly (readonly [path: string, direction: 1 | -1])[] },
  values: unknown[],
): DuplicateKey {
  const keyPattern: Document = {};
  const keyValue: Document = {};
  const parts = index.key.map(([path, direction], position) => {
    keyPattern[path] = direction;
    keyValue[path] = values[position] ?? null;
    return `${path}: ${shown(values[position])}`;
  });
  return {
    code: 11000,
    errmsg: `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${parts.join(', ')} }`,
    keyPattern,
    keyValue,
  };
}

/** The duplicate-key error of a single write, as the driver's own class. */
export function duplicateKeyError(duplicate: DuplicateKey): MongoServerError {
  return new MongoServerError({ index: 0, ...duplicate, message: duplicate.errmsg });
}
