import { z } from 'zod';
import { count } from '../../platform/http/answers/answer-fields.js';
import { localDateField } from '../../platform/http/input-fields.js';
import type { RulebookRelease } from './rulebook-release.js';

/** A release without its rows. */
export const releaseAnswer = z.strictObject({
  id: z.string(),
  version: z.int(),
  kind: z.enum(['relative_values', 'gpci', 'mue', 'ptp']),
  release: z.string(),
  from: localDateField,
  rows: count.describe('how many'),
});
export type ReleaseAnswer = z.output<typeof releaseAnswer>;

export const loadedReleaseAnswer = releaseAnswer.extend({
  outcome: z.enum(['created', 'updated', 'unchanged']),
  replaced: z.string().nullable().describe('the release that was stored before'),
});
export type LoadedReleaseAnswer = z.output<typeof loadedReleaseAnswer>;

export function toReleaseAnswer({ rows, ...head }: RulebookRelease): ReleaseAnswer {
  return { ...head, rows: rows.length };
}
