/** A stored document or a nested part of one, as callers pass it in and get it back. */
export type Document = Record<string, unknown>;

/** True for what MongoDB calls an embedded document: not an array, date, id or other value class. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** An own property, never an inherited one: a field may be named `constructor`. */
export function ownField(document: Document, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}
