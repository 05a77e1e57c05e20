import { ObjectId, Binary } from './bson.js';
import { type Document } from './document.js';
import { bsonType } from './index-key.js';
import { NotSupported } from './not-supported.js';

declare global {
  interface String {
    isWellFormed(): boolean;
    toWellFormed(): string;
  }
}

// A document is stored as JSON. One that holds only what JSON can say (nearly all) is stringified as
// it is; any other begins with one space and holds tagged values ({"$date": 0}), names that begin
// with `$` being doubled. So the first character says whether the values have to be revived.

const MAX_DEPTH = 100;
const MAX_CHARACTERS = 16 * 1024 * 1024;
const SPACE = 32;
const DOLLAR = 36;

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'boolean':
      return true;
    case 'object':
      return value === null || isPlainObject(value, depth);
    default:
      return false;
  }
}

function isPlainObject(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH) throw new NotSupported(`documents nested deeper than ${MAX_DEPTH} levels`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    const list = value as unknown[];
    for (let index = 0; index < list.length; index += 1) if (!isPlain(list[index], depth + 1)) return false;
    return true;
  }
  if (prototype !== Object.prototype) return false;
  for (const name in value) {
    if (name.charCodeAt(0) === DOLLAR || name === '__proto__') return false;
    if (!isPlain((value as Document)[name], depth + 1)) return false;
  }
  return true;
}

function encodeBinary(bytes: Uint8Array, subType: number): Document {
  return { $binary: Buffer.from(bytes).toString('base64'), $type: subType };
}

function encodeValueObject(value: object, depth: number): unknown {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new NotSupported('an invalid date');
    return { $date: value.getTime() };
  }
  if (value instanceof Uint8Array) return encodeBinary(value, 0);
  switch (bsonType(value)) {
    case null:
      break;
    case 'ObjectId':
      return { $oid: (value as ObjectId).toHexString() };
    case 'Binary':
      if ((value as Binary).sub_type !== 0) throw new NotSupported('binary data with a sub-type');
      return encodeBinary((value as Binary).value(), 0);
    case 'Int32':
    case 'Double':
      return encodeTree(Number(value), depth);
    default:
      throw new NotSupported(`values of type ${bsonType(value)}`);
  }
  if (value instanceof RegExp) throw new NotSupported('a regular expression as a value');
  const toBson = (value as { toBSON?: unknown }).toBSON;
  if (typeof toBson === 'function') return encodeTree(toBson.call(value), depth + 1);
  return encodeFields(value instanceof Map ? Object.fromEntries(value) : value, depth);
}

function encodeFields(value: object, depth: number): Document {
  const encoded: Document = {};
  for (const [name, field] of Object.entries(value)) {
    if (name === '__proto__') throw new NotSupported('a field named __proto__');
    encoded[name.charCodeAt(0) === DOLLAR ? `$${name}` : name] = encodeTree(field, depth + 1);
  }
  return encoded;
}

function encodeTree(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new NotSupported(`documents nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Array.from(value, (item) => encodeTree(item, depth + 1));
      return encodeValueObject(value, depth);
    default:
      throw new NotSupported(`a ${typeof value} as a value`);
  }
}

/** The stored text of a document. The driver's rule holds: `undefined` is stored as null. */
export function encodeDocument(document: Document): string {
  const text = isPlainObject(document, 0)
    ? JSON.stringify(document)
    : ` ${JSON.stringify(encodeTree(document, 0))}`;
  if (text.length > MAX_CHARACTERS) throw new NotSupported('documents larger than 16 MiB');
  return text;
}

function reviveFields(value: Document): unknown {
  for (const name in value) {
    if (name.charCodeAt(0) !== DOLLAR) continue;
    switch (name) {
      case '$date':
        return new Date(value['$date'] as number);
      case '$oid':
        return ObjectId.createFromHexString(value['$oid'] as string);
      case '$binary':
        return new Binary(Buffer.from(value['$binary'] as string, 'base64'), value['$type'] as number);
      case '$number':
        return Number(value['$number']);
      default:
        break;
    }
  }
  const revived: Document = {};
  for (const name in value) {
    revived[name.startsWith('$$') ? name.slice(1) : name] = revive(value[name]);
  }
  return revived;
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  return reviveFields(value as Document);
}

/** The document of a stored text. */
export function decodeDocument(text: string): Document {
  const parsed = JSON.parse(text) as Document;
  return text.charCodeAt(0) === SPACE ? (revive(parsed) as Document) : parsed;
}
