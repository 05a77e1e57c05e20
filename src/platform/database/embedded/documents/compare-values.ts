import type { Binary, ObjectId } from './bson.js';
import { bsonType } from './index-key.js';
import { NotSupported } from './not-supported.js';

/** MongoDB's order of types. Two values of different rank never compare as equal. */
export function typeRank(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return 1;
    case 'number':
      return 2;
    case 'string':
      return 3;
    case 'boolean':
      return 8;
    case 'object':
      break;
    default:
      throw new NotSupported(`comparing a ${typeof value}`);
  }
  if (value === null) return 1;
  if (Array.isArray(value)) return 5;
  if (value instanceof Date) return 9;
  if (value instanceof Uint8Array) return 6;
  switch (bsonType(value)) {
    case null:
      return 4;
    case 'ObjectId':
      return 7;
    case 'Binary':
      return 6;
    default:
      throw new NotSupported(`comparing values of type ${bsonType(value)}`);
  }
}

function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  // NaN comes before every number and equals itself.
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

/** By UTF-8 bytes, as MongoDB and SQLite compare. JavaScript's own order differs above U+FFFF. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const isLeftSurrogate = left >= 0xd800 && left <= 0xdfff;
    const isRightSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (isLeftSurrogate !== isRightSurrogate) return isLeftSurrogate ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : (value as Binary).value();
}

/** MongoDB's total order of scalar values: by type first, then within the type. Missing compares as null. */
export function compareValues(a: unknown, b: unknown): number {
  const rank = typeRank(a);
  const difference = rank - typeRank(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case 2:
      return compareNumbers(a as number, b as number);
    case 3:
      return compareStrings(a as string, b as string);
    case 4:
    case 5:
      throw new NotSupported('comparing whole arrays or documents');
    case 6: {
      const [left, right] = [bytesOf(a), bytesOf(b)];
      return left.length - right.length || Buffer.compare(left, right);
    }
    case 7:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 8:
      return Number(a) - Number(b);
    case 9:
      return (a as Date).getTime() - (b as Date).getTime();
    default:
      return 0;
  }
}

/** True when MongoDB counts two scalar values as equal. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeRank(a) === typeRank(b) && compareValues(a, b) === 0);
}
