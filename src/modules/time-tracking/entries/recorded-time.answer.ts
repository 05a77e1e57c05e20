import { z } from 'zod';
import { ProblemError } from '../../../platform/errors/problem-error.js';
import { PROBLEM, problemWith } from '../../../platform/errors/problem.js';
import { count } from '../../../platform/http/answers/answer-fields.js';

/** Why an entry was rejected. Senders rely on these words, so they never change. */
const TIME_REJECTIONS = [
  ...(['invalid', 'end_before_start', 'too_long', 'in_future', 'reason_required'] as const),
  ...(['unknown_patient', 'unknown_staff', 'not_own_time', 'scope_missing'] as const),
] as const;
type TimeRejection = (typeof TIME_REJECTIONS)[number];

const errors = PROBLEM.shape.errors.unwrap();
const accepted = z.strictObject({ status: z.literal('accepted'), id: z.string() });
/** The same content was sent before. `id` is the first entry's. */
const duplicate = z.strictObject({ status: z.literal('duplicate'), id: z.string() });
/** An entry with other content already holds the key. That entry is unchanged. */
const conflict = z.strictObject({
  status: z.literal('conflict'),
  id: z.string(),
  reason: z.literal('conflict'),
  errors,
});
const refused = z.strictObject({ status: z.literal('rejected'), reason: z.enum(TIME_REJECTIONS), errors });

/** The result for one entry that was sent. */
export type TimeAnswer = z.output<typeof accepted | typeof duplicate | typeof conflict | typeof refused>;

/** A result that stores nothing. */
export type TimeRefusal = Extract<TimeAnswer, { status: 'conflict' | 'rejected' }>;

const index = count.describe('position of the entry in the request, from 0');

/** The answers to a request that sends entries. */
export const TIME_ANSWERS = {
  200: z.union([
    duplicate,
    z.array(
      z.union([
        accepted.extend({ index }),
        duplicate.extend({ index }),
        conflict.extend({ index }),
        refused.extend({ index }),
      ]),
    ),
  ]),
  201: accepted,
  400: problemWith({ reason: z.enum(TIME_REJECTIONS).exactOptional() }),
  409: problemWith({ id: z.string().exactOptional(), reason: z.literal('conflict').exactOptional() }),
} as const;

const supersedes = z.string();
/** The answers to a correction. */
export const CORRECTION_ANSWERS = {
  200: z.union([
    duplicate.extend({ supersedes }),
    z.strictObject({ status: z.literal('voided'), id: z.string() }),
  ]),
  201: accepted.extend({ supersedes }),
  400: TIME_ANSWERS[400],
  404: PROBLEM,
  409: problemWith({
    id: z.string().exactOptional(),
    reason: z.literal('conflict').exactOptional(),
    supersededBy: z.string().exactOptional(),
  }),
} as const;

export function rejected(reason: TimeRejection, path: string, message: string): TimeRefusal {
  return { status: 'rejected', reason, errors: [{ path, message }] };
}

/** The refusal of a single entry as a problem: 400 for a rejected entry, 409 for a conflict. */
export function refusalProblem(refusal: TimeRefusal): ProblemError {
  const { reason, errors: found } = refusal;
  if (refusal.status === 'rejected')
    return new ProblemError(400, 'The entry is not valid.', found, {}, { reason });
  const { id } = refusal;
  const detail = `Entry ${id} was already sent with other content. It is unchanged.`;
  return new ProblemError(409, detail, found, {}, { reason, id });
}
