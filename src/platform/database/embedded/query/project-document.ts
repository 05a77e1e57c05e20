import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../store/server-error.js';

/** Makes of a document what the caller asked to see. */
export type Projection = (document: Document) => Document;

interface Tree {
  [name: string]: Tree | true;
}

function plant(tree: Tree, path: string): void {
  const segments = path.split('.');
  const last = segments.pop() ?? '';
  let node = tree;
  for (const segment of segments) {
    const next = node[segment];
    if (next === true) throw serverError(31250, 'Location31250', `Path collision at ${path}`);
    node = next ?? (node[segment] = Object.create(null) as Tree);
  }
  if (last in node) throw serverError(31250, 'Location31250', `Path collision at ${path}`);
  node[last] = true;
}

function include(value: Document, tree: Tree): Document {
  const kept: Document = {};
  for (const name in value) {
    const branch = tree[name];
    if (branch === undefined) continue;
    const field = branch === true ? value[name] : includeNested(value[name], branch);
    if (field !== undefined) kept[name] = field;
  }
  return kept;
}

function includeNested(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value.map((item) => includeNested(item, tree)).filter((item) => item !== undefined);
  return isDocument(value) ? include(value, tree) : undefined;
}

function exclude(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((item) => exclude(item, tree));
  if (!isDocument(value)) return value;
  const kept: Document = {};
  for (const name in value) {
    const branch = tree[name];
    if (branch === undefined) kept[name] = value[name];
    else if (branch !== true) kept[name] = exclude(value[name], branch);
  }
  return kept;
}

function isShown(path: string, value: unknown): boolean {
  if (path.startsWith('$') || path.includes('.$')) throw new NotSupported('a positional projection');
  if (value === true || value === false) return value;
  if (typeof value === 'number') return value !== 0;
  throw new NotSupported(`the projection of ${path} by an expression`);
}

/** Compiles a projection: fields to show or fields to hide, by dotted path; `_id` shows unless hidden. */
export function compileProjection(projection: unknown): Projection | null {
  if (projection === undefined || projection === null) return null;
  if (!isDocument(projection)) throw new NotSupported('this form of projection');
  const entries = Object.entries(projection).map(([path, value]) => [path, isShown(path, value)] as const);
  if (entries.length === 0) return null;
  const others = entries.filter(([path]) => path !== '_id');
  const isInclusion = (others[0] ?? entries[0])?.[1] ?? false;
  const tree = Object.create(null) as Tree;
  for (const [path, shown] of others) {
    if (shown !== isInclusion) {
      throw serverError(
        31254,
        'Location31254',
        `Cannot mix inclusion and exclusion in a projection, at ${path}`,
      );
    }
    plant(tree, path);
  }
  const isIdShown = entries.find(([path]) => path === '_id')?.[1] ?? true;
  if (isInclusion) {
    if (isIdShown) tree['_id'] = true;
    return (document) => include(document, tree);
  }
  if (!isIdShown) tree['_id'] = true;
  return (document) => exclude(document, tree) as Document;
}

/** The paths that a projection of fields to show reads; null where it shows all others or everything. */
export function shownFields(projection: unknown): string[] | null {
  if (!isDocument(projection)) return null;
  const entries = Object.entries(projection);
  const shown = entries.filter(([, value]) => value !== 0 && value !== false).map(([path]) => path);
  if (!shown.some((path) => path !== '_id')) return null;
  const isIdHidden = entries.some(([path, value]) => path === '_id' && (value === 0 || value === false));
  return [...new Set([...(isIdHidden ? [] : ['_id']), ...shown])];
}
