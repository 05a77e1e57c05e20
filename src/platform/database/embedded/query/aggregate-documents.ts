import { Aggregator } from 'mingo';
import { isDocument, type Document } from '../documents/document.js';
import { compileFilter } from './match-filter.js';
import { NotSupported } from '../documents/not-supported.js';
import type { Question } from './read-collection.js';
import { refuseExpressions } from './refuse-expressions.js';
import { serverError } from '../store/server-error.js';
import { parseSort, sortDocuments } from './sort-documents.js';

/** One stage of a pipeline: its name and what it is given. */
export type Stage = readonly [name: string, body: unknown];
type Finder = (collection: string, filter: Document) => Document[];

const STAGES = new Set(
  (
    '$match $sort $limit $skip $project $addFields $set $unset $group $unwind $count $lookup $replaceRoot ' +
    '$replaceWith $sortByCount'
  ).split(' '),
);

function stageOf(stage: unknown): Stage {
  const entries = isDocument(stage) ? Object.entries(stage) : [];
  const [first] = entries;
  if (entries.length !== 1 || first === undefined) throw new NotSupported('this form of pipeline stage');
  if (!STAGES.has(first[0])) throw new NotSupported(`the pipeline stage ${first[0]}`);
  refuseExpressions(first[1]);
  return first;
}

function countOf(name: string, body: unknown): number {
  if (Number.isInteger(body) && (body as number) >= (name === '$limit' ? 1 : 0)) return body as number;
  throw serverError(15958, 'Location15958', `invalid argument to ${name} stage`);
}

/** The part of a pipeline that a plain find answers from the indexes, and the stages after it. */
export function splitPipeline(pipeline: readonly unknown[]): { question: Question; rest: Stage[] } {
  const stages = pipeline.map(stageOf);
  const question: Question = { filter: {}, sort: [], skip: 0, limit: 0, projection: null };
  const rest = [...stages];
  const taken = (name: string): Stage | undefined => (rest[0]?.[0] === name ? rest.shift() : undefined);
  const match = taken('$match');
  if (match !== undefined) question.filter = match[1] as Document;
  const sort = taken('$sort');
  if (sort !== undefined) question.sort = parseSort(sort[1]);
  const skip = taken('$skip');
  if (skip !== undefined) question.skip = countOf('$skip', skip[1]);
  const limit = taken('$limit');
  if (limit !== undefined) question.limit = countOf('$limit', limit[1]);
  return { question, rest };
}

function lookUp(documents: Document[], body: Document, find: Finder): Document[] {
  const { from, localField, foreignField, as, ...others } = body;
  if (Object.keys(others).length > 0)
    throw new NotSupported(`$lookup with ${Object.keys(others).join(', ')}`);
  if (![from, localField, foreignField, as].every((name) => typeof name === 'string' && name !== '')) {
    throw serverError(9, 'FailedToParse', '$lookup needs from, localField, foreignField and as');
  }
  if ([localField, as].some((path) => (path as string).includes('.'))) {
    throw new NotSupported('$lookup with a dotted localField or as');
  }
  return documents.map((document) => {
    const local = document[localField as string] ?? null;
    const filter = { [foreignField as string]: Array.isArray(local) ? { $in: local } : { $eq: local } };
    return { ...document, [as as string]: find(from as string, filter) };
  });
}

function runStage(documents: Document[], [name, body]: Stage, find: Finder): Document[] {
  switch (name) {
    case '$match':
      return documents.filter(compileFilter(body as Document));
    case '$sort':
      return sortDocuments(documents, parseSort(body));
    case '$skip':
      return documents.slice(countOf(name, body));
    case '$limit':
      return documents.slice(0, countOf(name, body));
    case '$count':
      return documents.length === 0 ? [] : [{ [String(body)]: documents.length }];
    case '$lookup':
      return lookUp(documents, body as Document, find);
    default:
      return new Aggregator([{ [name]: body }], { scriptEnabled: false }).run(documents) as Document[];
  }
}

/** Runs stages over documents of the caller's own; shaping and grouping are mingo's. */
export function aggregateDocuments(
  documents: Document[],
  stages: readonly Stage[],
  find: Finder,
): Document[] {
  return stages.reduce((current, stage) => runStage(current, stage, find), documents);
}
