import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';

/** The fields that a caller asks for. */
export interface Projection {
  readonly fields: readonly string[];
  /** The document with these fields alone. */
  readonly show: (document: Document) => Document;
}

function isShown(path: string, value: unknown): boolean {
  if (path.includes('.') || path.includes('$')) throw new NotSupported(`the projection of the path ${path}`);
  if (value === true || value === 1) return true;
  if ((value === false || value === 0) && path === '_id') return false;
  throw new NotSupported(`a projection with ${path}: ${JSON.stringify(value)}`);
}

/** Reads a projection that names the fields to show. `_id` shows unless it is set to 0. Null shows everything. */
export function readProjection(projection: unknown): Projection | null {
  if (projection === undefined || projection === null) return null;
  if (!isDocument(projection)) throw new NotSupported('this form of projection');
  const entries = Object.entries(projection).map(([path, value]) => [path, isShown(path, value)] as const);
  if (entries.length === 0) return null;
  const named = entries.filter(([, shown]) => shown).map(([path]) => path);
  if (named.length === 0) throw new NotSupported('a projection that hides fields');
  const isIdShown = entries.every(([path]) => path !== '_id');
  const fields = isIdShown ? ['_id', ...named] : named;
  const kept = Object.create(null) as Record<string, true>;
  for (const field of fields) kept[field] = true;
  const show = (document: Document): Document => {
    const shown: Document = {};
    for (const name in document) if (kept[name]) shown[name] = document[name];
    return shown;
  };
  return { fields, show };
}
