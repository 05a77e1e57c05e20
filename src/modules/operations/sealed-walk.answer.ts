import { z } from 'zod';
import { count } from '../../platform/http/answers/answer-fields.js';

const NAME_MAX = 600;

const name = z.string().min(1).max(NAME_MAX);

/** Where a walk continues: after a document of a practice in a collection. */
export const walkPosition = z.strictObject({
  collection: name,
  practiceId: name,
  after: name.nullable().describe("null: from the practice's first document"),
});
export type WalkPosition = z.output<typeof walkPosition>;

/** One page of the walk. */
export const walkAnswer = z.strictObject({
  next: walkPosition.nullable().describe('null: the walk is complete'),
  documents: count,
  values: z
    .record(z.string(), z.record(z.string(), count))
    .describe('number of values by field and key, after this page'),
  rewritten: count.describe('documents'),
  unreadable: count.describe('values that no known key opens, or that are not encrypted values'),
});
export type WalkAnswer = z.output<typeof walkAnswer>;
