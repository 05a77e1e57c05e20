import { isDocument, type Document } from '../documents/document.js';
import { NotSupported } from '../documents/not-supported.js';
import { serverError } from '../tables/server-error.js';
import { refuseOptions, type Options } from './operation-options.js';
import { readProjection, type Projection } from './project-document.js';

/** Paths in the order in which they sort; 1 ascending, -1 descending. */
export type SortSpec = readonly (readonly [path: string, direction: 1 | -1])[];

/** What a find asks. */
export interface Question {
  readonly filter: Document;
  readonly sort: SortSpec;
  /** 0 means all. */
  readonly limit: number;
  readonly projection: Projection | null;
}

export function readFilter(filter: unknown): Document {
  if (filter === undefined || filter === null) return {};
  if (!isDocument(filter)) throw new NotSupported('this form of filter');
  return filter;
}

export function readQuestion(filter: unknown, options: Options): Question {
  refuseOptions(options, 'find');
  return {
    filter: readFilter(filter),
    sort: readSort(options?.['sort']),
    limit: readLimit(options?.['limit']),
    projection: readProjection(options?.['projection']),
  };
}

/** Reads a sort: an object of paths with 1 or -1. */
export function readSort(sort: unknown): SortSpec {
  if (sort === undefined || sort === null) return [];
  if (!isDocument(sort)) throw new NotSupported('this form of sort');
  return Object.entries(sort).map(([path, direction]) => {
    if (direction === 1 || direction === -1) return [path, direction];
    if (isDocument(direction)) throw new NotSupported('a sort by $meta');
    throw serverError(
      15975,
      'Location15975',
      '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
    );
  });
}

function readLimit(limit: unknown): number {
  if (limit === undefined || limit === null) return 0;
  if (Number.isInteger(limit) && (limit as number) >= 0) return limit as number;
  throw new NotSupported(`the limit ${JSON.stringify(limit)}`);
}
