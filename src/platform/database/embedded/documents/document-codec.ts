import { Binary, ObjectId } from './bson.js';
import { type Document } from './document.js';
import { bsonType } from './index-key.js';
import { NotSupported } from './not-supported.js';

declare global {
  interface String {
    isWellFormed(): boolean;
    toWellFormed(): string;
  }
}

// A document is stored as JSON. Most documents have only values that JSON has, and are stringified as they are. Any other
// text begins with one space and has tagged values ({"$date": 0}); names that begin with `$` are doubled. So the first
// character tells whether values must be revived.

const MAX_DEPTH = 100;
const MAX_CHARACTERS = 16 * 1024 * 1024;
const SPACE = 32;
const DOLLAR = 36;

interface Encoding {
  /** True when the tree has a value that must be revived. */
  isTagged: boolean;
}

function encodeBinary(bytes: Uint8Array, subType: number): Document {
  return { $binary: Buffer.from(bytes).toString('base64'), $type: subType };
}

function tagged(encoding: Encoding, tag: Document): Document {
  encoding.isTagged = true;
  return tag;
}

function encodeValueObject(value: object, depth: number, encoding: Encoding): unknown {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new NotSupported('an invalid date');
    return tagged(encoding, { $date: value.getTime() });
  }
  if (value instanceof Uint8Array) return tagged(encoding, encodeBinary(value, 0));
  switch (bsonType(value)) {
    case null:
      break;
    case 'ObjectId':
      return tagged(encoding, { $oid: (value as ObjectId).toHexString() });
    case 'Binary':
      if ((value as Binary).sub_type !== 0) throw new NotSupported('binary data with a sub-type');
      return tagged(encoding, encodeBinary((value as Binary).value(), 0));
    case 'Int32':
    case 'Double':
      return encodeTree(Number(value), depth, encoding);
    default:
      throw new NotSupported(`values of type ${bsonType(value)}`);
  }
  if (value instanceof RegExp) throw new NotSupported('a regular expression as a value');
  const toBson = (value as { toBSON?: unknown }).toBSON;
  if (typeof toBson === 'function') return encodeTree(toBson.call(value), depth + 1, encoding);
  // Copy the fields, so that JSON ignores a `toJSON` of the class.
  return encodeFields(value instanceof Map ? Object.fromEntries(value) : { ...value }, depth, encoding);
}

/**
 * Returns the same object when JSON has all of its values, otherwise a copy. The copy is made by a spread: JSON would write
 * an object that is built name by name at half the speed.
 */
function encodeFields(value: Document, depth: number, encoding: Encoding): Document {
  let encoded: Document | null = null;
  for (const name in value) {
    if (name.charCodeAt(0) === DOLLAR) return encodeDoubled(value, depth, encoding);
    if (name === '__proto__') throw new NotSupported('a field named __proto__');
    const field = value[name];
    const stored = encodeTree(field, depth + 1, encoding);
    if (stored !== field) (encoded ??= { ...value })[name] = stored;
  }
  return encoded ?? value;
}

/** Doubles the names that begin with `$` and keeps the order of all names. */
function encodeDoubled(value: Document, depth: number, encoding: Encoding): Document {
  encoding.isTagged = true;
  const encoded: Document = {};
  for (const name in value) {
    if (name === '__proto__') throw new NotSupported('a field named __proto__');
    encoded[name.charCodeAt(0) === DOLLAR ? `$${name}` : name] = encodeTree(value[name], depth + 1, encoding);
  }
  return encoded;
}

function encodeList(list: readonly unknown[], depth: number, encoding: Encoding): readonly unknown[] {
  let encoded: unknown[] | null = null;
  for (let index = 0; index < list.length; index += 1) {
    const stored = encodeTree(list[index], depth + 1, encoding);
    if (encoded === null && stored !== list[index]) encoded = list.slice(0, index);
    encoded?.push(stored);
  }
  return encoded ?? list;
}

function encodeTree(value: unknown, depth: number, encoding: Encoding): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : value.toWellFormed();
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return tagged(encoding, { $number: Object.is(value, -0) ? '-0' : String(value) });
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (depth > MAX_DEPTH) throw new NotSupported(`documents nested deeper than ${MAX_DEPTH} levels`);
      if (Array.isArray(value)) return encodeList(value, depth, encoding);
      return isPlain(value)
        ? encodeFields(value, depth, encoding)
        : encodeValueObject(value, depth, encoding);
    default:
      throw new NotSupported(`a ${typeof value} as a value`);
  }
}

function isPlain(value: object): value is Document {
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    typeof (value as { toBSON?: unknown }).toBSON !== 'function'
  );
}

/** The stored text of a document. Like the driver, stores `undefined` as null. */
export function encodeDocument(document: Document): string {
  const encoding: Encoding = { isTagged: false };
  const json = JSON.stringify(encodeTree(document, 0, encoding));
  const text = encoding.isTagged ? ` ${json}` : json;
  if (text.length > MAX_CHARACTERS) throw new NotSupported('documents larger than 16 MiB');
  return text;
}

// JSON.parse made the object, so it can be revived in place.
function reviveFields(value: Document): unknown {
  for (const name in value) {
    if (name.charCodeAt(0) === DOLLAR) {
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
          return reviveDoubled(value);
      }
    }
    const field = value[name];
    if (typeof field === 'object' && field !== null) value[name] = revive(field);
  }
  return value;
}

/** Keeps the order of names: sets every field again, and revives from the first doubled name on. */
function reviveDoubled(value: Document): Document {
  const revived: Document = {};
  let isRevived = true;
  for (const name in value) {
    const isDoubled = name.charCodeAt(0) === DOLLAR;
    if (isDoubled) isRevived = false;
    revived[isDoubled ? name.slice(1) : name] = isRevived ? value[name] : revive(value[name]);
  }
  return revived;
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return reviveFields(value as Document);
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    if (typeof item === 'object' && item !== null) value[index] = revive(item);
  }
  return value;
}

/** The documents of a JSON list of stored texts. In a text without tags no name begins with `$`, so nothing is revived. */
export function decodeDocuments(list: string): Document[] {
  return (JSON.parse(list) as Document[]).map((parsed) => reviveFields(parsed) as Document);
}

/** The document of a stored text. */
export function decodeDocument(text: string): Document {
  const parsed = JSON.parse(text) as Document;
  return text.charCodeAt(0) === SPACE ? (revive(parsed) as Document) : parsed;
}
