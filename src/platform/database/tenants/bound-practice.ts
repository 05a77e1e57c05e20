import type { Tenancy } from './tenancy.js';

export type Fields = Readonly<Record<string, unknown>>;
export type BoundPractice =
  | { readonly kind: 'practice'; readonly id: string }
  /** The filter matches nothing, whoever asks. */
  | { readonly kind: 'nothing' };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one practice to which a filter is bound: by `practiceId` as a plain text, or by an `_id` made by `docId()`, a list
 * of such or a range of them. Null when another practice's document could match.
 */
export function boundPractice(filter: unknown, key: Tenancy['key']): BoundPractice | null {
  if (!isFields(filter)) return null;
  // What a prototype holds is not sent to the engine.
  const practiceId = Object.hasOwn(filter, 'practiceId') ? filter['practiceId'] : undefined;
  if (typeof practiceId === 'string') return ofId(practiceId);
  if (key === 'none' || !Object.hasOwn(filter, '_id')) return null;
  const id = filter['_id'];
  if (typeof id === 'string') return ofId(key === 'practice' ? id : practiceOfKey(id));
  return key === 'docId' && isFields(id) ? (ofList(id) ?? ofRange(id)) : null;
}

/** What stands before the colon of a `docId()`; null for other texts. */
export function practiceOfKey(key: unknown): string | null {
  if (typeof key !== 'string') return null;
  const colon = key.indexOf(':');
  return colon > 0 ? key.slice(0, colon) : null;
}

function ofId(id: string | null): BoundPractice | null {
  return id === null || id === '' ? null : { kind: 'practice', id };
}

function ofList(condition: Fields): BoundPractice | null {
  const list = condition['$in'];
  if (!Array.isArray(list)) return null;
  if (list.length === 0) return { kind: 'nothing' };
  const practiceId = practiceOfKey(list[0]);
  if (practiceId === null) return null;
  const start = `${practiceId}:`;
  const isOne = list.every((each) => typeof each === 'string' && each.startsWith(start));
  return isOne ? { kind: 'practice', id: practiceId } : null;
}

/** Both ends: between `north:` and `north;` lie the keys of north and no other's. */
function ofRange(condition: Fields): BoundPractice | null {
  const practiceId = practiceOfKey(condition['$gt'] ?? condition['$gte']);
  const before = condition['$lt'];
  const upTo = before ?? condition['$lte'];
  if (practiceId === null || typeof upTo !== 'string') return null;
  const isOne = upTo.startsWith(`${practiceId}:`) || before === `${practiceId};`;
  return isOne ? { kind: 'practice', id: practiceId } : null;
}
