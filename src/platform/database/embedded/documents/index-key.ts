import { NotSupported } from './not-supported.js';

// A key column has one value per row. SQLite's order (numbers, text, blobs) gives MongoDB's order:
//   null and missing  -> -Infinity, so a unique index treats two of them as equal, as MongoDB does
//   number            -> number
//   string            -> text (compared as UTF-8 bytes), NUL escaped
//   everything else   -> a blob that begins with the type's rank

/** The value of a key column. */
export type KeyValue = number | string | Uint8Array;

export const NULL_KEY = -Infinity;
const RANK = { binary: 5, objectId: 7, boolean: 8, date: 9, end: 10 } as const;
const FALSE_KEY = Uint8Array.of(RANK.boolean, 0);
const TRUE_KEY = Uint8Array.of(RANK.boolean, 1);
const TWO_32 = 2 ** 32;
const SIGN = 2 ** 31;

const ESCAPED = /[\0\u0001]/;

interface BsonValue {
  _bsontype: string;
  id?: Uint8Array;
  buffer?: Uint8Array;
  sub_type?: number;
  position?: number;
}

/** The BSON class name of a value object (`ObjectId`, `Binary`, ...), or null. */
export function bsonType(value: object): string | null {
  const type = (value as { _bsontype?: unknown })._bsontype;
  return typeof type === 'string' ? type : null;
}

function escapeText(text: string): string {
  return text.replace(/\u0001/g, '\u0001\u0002').replace(/\0/g, '\u0001\u0001');
}

function dateKey(date: Date): Uint8Array {
  const millis = date.getTime();
  if (Number.isNaN(millis)) throw new NotSupported('an invalid date in an indexed field');
  const key = new Uint8Array(9);
  key[0] = RANK.date;
  // Written byte by byte: a DataView would allocate one more object for each of millions of keys.
  const high = Math.floor(millis / TWO_32) + SIGN;
  const low = millis - Math.floor(millis / TWO_32) * TWO_32;
  writeUint32(key, 1, high);
  writeUint32(key, 5, low);
  return key;
}

function writeUint32(key: Uint8Array, at: number, value: number): void {
  key[at] = value >>> 24;
  key[at + 1] = value >>> 16;
  key[at + 2] = value >>> 8;
  key[at + 3] = value;
}

function binaryKey(bytes: Uint8Array, subType: number): Uint8Array {
  const key = new Uint8Array(6 + bytes.length);
  key[0] = RANK.binary;
  // MongoDB orders binary data by length, then sub-type, then bytes.
  new DataView(key.buffer).setUint32(1, bytes.length);
  key[5] = subType;
  key.set(bytes, 6);
  return key;
}

function objectKey(value: object): KeyValue {
  if (value instanceof Date) return dateKey(value);
  if (value instanceof Uint8Array) return binaryKey(value, 0);
  const bson = value as BsonValue;
  switch (bsonType(value)) {
    case 'ObjectId': {
      const key = new Uint8Array(13);
      key[0] = RANK.objectId;
      key.set(bson.id ?? [], 1);
      return key;
    }
    case 'Binary':
      return binaryKey((bson.buffer ?? new Uint8Array()).subarray(0, bson.position), bson.sub_type ?? 0);
    default:
      throw new NotSupported(
        Array.isArray(value) ? 'an array in an indexed field' : 'an object in an indexed field',
      );
  }
}

/** True between 0 and 2^-52. The SQLite package for Node 20 would store such a number as 0. */
export function isTooSmall(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Number.EPSILON;
}

/** The order-preserving key of a scalar. @throws NotSupported for a value that an index cannot hold */
export function encodeKey(value: unknown): KeyValue {
  switch (typeof value) {
    case 'string':
      return ESCAPED.test(value) ? escapeText(value) : value;
    case 'number':
      if (Number.isNaN(value) || value === -Infinity || isTooSmall(value)) {
        throw new NotSupported(`the number ${value} in an indexed field`);
      }
      return value;
    case 'boolean':
      return value ? TRUE_KEY : FALSE_KEY;
    case 'undefined':
      return NULL_KEY;
    case 'object':
      return value === null ? NULL_KEY : objectKey(value);
    default:
      throw new NotSupported(`a ${typeof value} in an indexed field`);
  }
}

/** The bounds of the key's type, because MongoDB's range operators never cross types. */
export function keyBracket(key: KeyValue): { above: KeyValue; isAboveInclusive: boolean; below: KeyValue } {
  if (typeof key === 'number') return { above: NULL_KEY, isAboveInclusive: false, below: '' };
  if (typeof key === 'string') return { above: '', isAboveInclusive: true, below: new Uint8Array() };
  const rank = key[0] ?? 0;
  return { above: Uint8Array.of(rank), isAboveInclusive: true, below: Uint8Array.of(rank + 1) };
}
