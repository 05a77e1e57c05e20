import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from './server-error.js';

type IndexKey = readonly (readonly [path: string, direction: 1 | -1])[];
/** What every document in a partial index has: these values at these paths. */
export type IndexCondition = readonly (readonly [path: string, value: string | boolean])[];

/** An index as a model declares it, and as the catalog stores it. */
export interface IndexSpec {
  readonly name: string;
  readonly key: IndexKey;
  readonly unique: boolean;
  readonly partialFilter: Document | null;
}

/** Every option of an index. The engine's README lists them; a test compares the two. */
export const INDEX_OPTIONS = ['key', 'name', 'unique', 'partialFilterExpression'] as const;

function parseKey(key: unknown): IndexKey {
  if (!isDocument(key)) throw new NotSupported('this form of index key');
  const entries = Object.entries(key);
  if (entries.length === 0) throw serverError(67, 'CannotCreateIndex', 'Index keys cannot be empty.');
  return entries.map(([path, direction]) => {
    if (direction !== 1 && direction !== -1)
      throw new NotSupported(`an index of kind ${JSON.stringify(direction)}`);
    if (path.split('.').some((segment) => segment === '' || segment.startsWith('$')))
      throw new NotSupported(`an index on the path ${path}`);
    return [path, direction];
  });
}

/** @throws NotSupported for a partial index by anything but texts and booleans */
export function conditionOf(partialFilter: Document | null): IndexCondition {
  return Object.entries(partialFilter ?? {}).map(([path, value]) => {
    if (path.startsWith('$') || (typeof value !== 'string' && typeof value !== 'boolean'))
      throw new NotSupported(`a partial index by ${path} that is not one text or boolean`);
    return [path, value];
  });
}

/** Reads one index that `createIndexes` is given. Refuses options that would change its meaning. */
export function parseIndexSpec(given: Document): IndexSpec {
  const key = parseKey(given['key']);
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || (INDEX_OPTIONS as readonly string[]).includes(option)) continue;
    throw new NotSupported(`the index option ${option}`);
  }
  const { name, unique, partialFilterExpression: partial } = given;
  const partialFilter = isDocument(partial) ? partial : null;
  conditionOf(partialFilter);
  return {
    name: typeof name === 'string' ? name : key.map(([path, direction]) => `${path}_${direction}`).join('_'),
    key,
    unique: unique === true,
    partialFilter,
  };
}

/**
 * True when the index is already there.
 * @throws the server's error when another index has its name or its key
 */
export function isAlreadyThere(existing: readonly IndexSpec[], spec: IndexSpec): boolean {
  for (const other of existing) {
    const isSameKey = isSame(other.key, spec.key) && isSame(other.partialFilter, spec.partialFilter);
    if (other.name === spec.name) {
      if (isSameKey && other.unique === spec.unique) return true;
      throw serverError(
        86,
        'IndexKeySpecsConflict',
        `An index named ${spec.name} exists with another definition`,
      );
    }
    if (isSameKey)
      throw serverError(
        85,
        'IndexOptionsConflict',
        `An index with the key of ${spec.name} exists as ${other.name}`,
      );
  }
  return false;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
