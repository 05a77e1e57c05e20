import { Aggregator } from 'mingo';
import { isDocument, type Document } from './document.js';
import { NotSupported } from './not-supported.js';
import { parseSort } from './sort-documents.js';
import type { Question } from './read-collection.js';

const STAGES = new Set(
  (
    '$match $sort $limit $skip $project $addFields $set $unset $group $unwind $count $lookup $replaceRoot ' +
    '$replaceWith $sortByCount'
  ).split(' '),
);
const REFUSED_EXPRESSIONS = /^\$(where|function|accumulator|rand|sampleRate|text|near|nearSphere|geoWithin)$/;

function refuseExpressions(value: unknown): void {
  if (Array.isArray(value)) value.forEach(refuseExpressions);
  else if (isDocument(value)) {
    for (const [name, part] of Object.entries(value)) {
      if (REFUSED_EXPRESSIONS.test(name)) throw new NotSupported(`the operator ${name}`);
      refuseExpressions(part);
    }
  }
}

function stageOf(stage: unknown): [name: string, body: unknown] {
  const entries = isDocument(stage) ? Object.entries(stage) : [];
  const [first] = entries;
  if (entries.length !== 1 || first === undefined) throw new NotSupported('this form of pipeline stage');
  if (!STAGES.has(first[0])) throw new NotSupported(`the pipeline stage ${first[0]}`);
  refuseExpressions(first[1]);
  if (first[0] === '$lookup' && isDocument(first[1]) && first[1]['pipeline'] !== undefined) {
    throw new NotSupported('$lookup with a pipeline');
  }
  return first;
}

/** The part of a pipeline that a plain find answers from the indexes, and the stages after it. */
export function splitPipeline(pipeline: readonly unknown[]): { question: Question; rest: Document[] } {
  const stages = pipeline.map(stageOf);
  const question: Question = { filter: {}, sort: [], skip: 0, limit: 0, projection: null };
  let taken = 0;
  if (stages[taken]?.[0] === '$match' && isDocument(stages[taken]?.[1])) {
    question.filter = stages[taken]?.[1] as Document;
    taken += 1;
  }
  if (stages[taken]?.[0] === '$sort') {
    question.sort = parseSort(stages[taken]?.[1]);
    taken += 1;
  }
  if (stages[taken]?.[0] === '$skip' && typeof stages[taken]?.[1] === 'number') {
    question.skip = stages[taken]?.[1] as number;
    taken += 1;
  }
  if (stages[taken]?.[0] === '$limit' && typeof stages[taken]?.[1] === 'number') {
    question.limit = stages[taken]?.[1] as number;
    taken += 1;
  }
  return { question, rest: stages.slice(taken).map(([name, body]) => ({ [name]: body })) };
}

/** Runs the remaining stages over documents of the caller's own. */
export function aggregateDocuments(
  documents: Document[],
  stages: Document[],
  resolve: (collection: string) => Document[],
): Document[] {
  if (stages.length === 0) return documents;
  const aggregator = new Aggregator(stages, { scriptEnabled: false, collectionResolver: resolve });
  return aggregator.run(documents) as Document[];
}
