import { compareValues } from '../documents/compare-values.js';
import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from './server-error.js';

export type IndexKey = readonly (readonly [path: string, direction: 1 | -1])[];

/** An index as a model declares it. */
export interface IndexSpec {
  name: string;
  key: IndexKey;
  unique: boolean;
  sparse: boolean;
  partialFilter: Document | null;
}

const IGNORED = new Set([
  'background',
  'v',
  'comment',
  'maxTimeMS',
  'w',
  'j',
  'writeConcern',
  'ns',
  'session',
]);
const KNOWN = new Set(['name', 'unique', 'sparse', 'partialFilterExpression', 'key']);

function parseKey(key: unknown): IndexKey {
  const entries = Array.isArray(key)
    ? key.map((part: unknown) => (Array.isArray(part) ? part : [part, 1]))
    : key instanceof Map
      ? [...key.entries()]
      : isDocument(key)
        ? Object.entries(key)
        : [[key, 1]];
  if (entries.length === 0) throw serverError(67, 'CannotCreateIndex', 'Index keys cannot be empty.');
  return entries.map(([path, direction]: unknown[]) => {
    if (typeof path !== 'string' || (direction !== 1 && direction !== -1)) {
      throw new NotSupported(`an index of kind ${JSON.stringify(direction)}`);
    }
    if (path.split('.').some((segment) => segment === '' || segment.startsWith('$'))) {
      throw new NotSupported(`an index on the path ${path}`);
    }
    return [path, direction] as const;
  });
}

/** Reads what `createIndex(key, options)` takes; options that would change what it means are refused. */
export function parseIndexSpec(key: unknown, options: Document = {}): IndexSpec {
  const parsed = parseKey(key);
  for (const [option, value] of Object.entries(options)) {
    if (KNOWN.has(option) || IGNORED.has(option) || value === undefined || value === null) continue;
    throw new NotSupported(`the index option ${option}`);
  }
  const partialFilter = options['partialFilterExpression'];
  const name = options['name'];
  return {
    name:
      typeof name === 'string' ? name : parsed.map(([path, direction]) => `${path}_${direction}`).join('_'),
    key: parsed,
    unique: options['unique'] === true,
    sparse: options['sparse'] === true,
    partialFilter: isDocument(partialFilter) ? partialFilter : null,
  };
}

/** What `listIndexes` tells of it. */
export function describeIndex(spec: IndexSpec): Document {
  return {
    v: 2,
    key: Object.fromEntries(spec.key),
    name: spec.name,
    ...(spec.unique ? { unique: true } : {}),
    ...(spec.sparse ? { sparse: true } : {}),
    ...(spec.partialFilter === null ? {} : { partialFilterExpression: spec.partialFilter }),
  };
}

function sameKey(a: IndexSpec, b: IndexSpec): boolean {
  return compareValues(a.key, b.key) === 0;
}

function sameOptions(a: IndexSpec, b: IndexSpec): boolean {
  return (
    a.unique === b.unique && a.sparse === b.sparse && compareValues(a.partialFilter, b.partialFilter) === 0
  );
}

/** True when the index is there already; throws, as the server does, when its name or key is taken otherwise. */
export function isAlreadyThere(existing: readonly IndexSpec[], spec: IndexSpec): boolean {
  for (const other of existing) {
    if (other.name === spec.name) {
      if (sameKey(other, spec) && sameOptions(other, spec)) return true;
      throw serverError(
        86,
        'IndexKeySpecsConflict',
        `An index named ${spec.name} exists with another definition`,
      );
    }
    if (sameKey(other, spec) && compareValues(other.partialFilter, spec.partialFilter) === 0) {
      throw serverError(
        85,
        'IndexOptionsConflict',
        `An index with the key of ${spec.name} exists as ${other.name}`,
      );
    }
  }
  return false;
}
