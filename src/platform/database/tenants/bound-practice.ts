import type { Tenancy } from './tenancy.js';

export type Fields = Readonly<Record<string, unknown>>;
export type BoundPractice =
  | { readonly kind: 'practice'; readonly id: string }
  /** The filter matches nothing in any practice. */
  | { readonly kind: 'nothing' };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one practice that a filter is bound to: by `practiceId` as plain text, or by an `_id` from `docId()`, a list of them,
 * or a range of them. Null when a document of another practice could match.
 */
export function boundPractice(filter: unknown, key: Tenancy['key']): BoundPractice | null {
  if (!isFields(filter)) return null;
  // Inherited properties are not sent to the engine.
  const practiceId = Object.hasOwn(filter, 'practiceId') ? filter['practiceId'] : undefined;
  if (typeof practiceId === 'string') return ofId(practiceId);
  if (key === 'none' || !Object.hasOwn(filter, '_id')) return null;
  const id = filter['_id'];
  if (typeof id === 'string') return ofId(key === 'practice' ? id : practiceOfKey(id));
  return key === 'docId' && isFields(id) ? (ofList(id) ?? ofRange(id)) : null;
}

/** The part of a `docId()` before the colon. Null for other texts. */
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

/** Needs both ends. The keys from `north:` up to `north;` are those of practice north only. */
function ofRange(condition: Fields): BoundPractice | null {
  const practiceId = practiceOfKey(condition['$gt'] ?? condition['$gte']);
  const before = condition['$lt'];
  const upTo = before ?? condition['$lte'];
  if (practiceId === null || typeof upTo !== 'string') return null;
  const isOne = upTo.startsWith(`${practiceId}:`) || before === `${practiceId};`;
  return isOne ? { kind: 'practice', id: practiceId } : null;
}
