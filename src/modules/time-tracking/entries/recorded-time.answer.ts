import { z } from 'zod';
import { PROBLEM, problemWith, type PathError } from '../../../platform/errors/problem.js';
import { count } from '../../../platform/http/answers/answer-fields.js';

/** Why an entry was not taken. The words never change. */
const TIME_REJECTIONS = [
  ...(['invalid', 'end_before_start', 'too_long', 'in_future', 'reason_required'] as const),
  ...(['unknown_patient', 'unknown_staff', 'not_own_time', 'scope_missing'] as const),
] as const;
export type TimeRejection = (typeof TIME_REJECTIONS)[number];

/** What became of one entry that was sent. */
export type TimeAnswer =
  | { readonly status: 'accepted'; readonly id: string }
  /** Sent before with the same content: `id` is the first one's. */
  | { readonly status: 'duplicate'; readonly id: string }
  /** The key is taken by an entry with other content, which stands. */
  | {
      readonly status: 'conflict';
      readonly id: string;
      readonly reason: 'conflict';
      readonly errors: readonly PathError[];
    }
  | { readonly status: 'rejected'; readonly reason: TimeRejection; readonly errors: readonly PathError[] };

/** An answer that stores nothing. */
export type TimeRefusal = Extract<TimeAnswer, { status: 'conflict' | 'rejected' }>;

export function rejected(reason: TimeRejection, path: string, message: string): TimeRefusal {
  return { status: 'rejected', reason, errors: [{ path, message }] };
}

const errors = PROBLEM.shape.errors.unwrap();
const taken = <S extends 'accepted' | 'duplicate'>(status: S) =>
  z.strictObject({ status: z.literal(status), id: z.string() });
const [accepted, duplicate] = [taken('accepted'), taken('duplicate')];
const conflict = z.strictObject({
  status: z.literal('conflict'),
  id: z.string(),
  reason: z.literal('conflict'),
  errors,
});
const refused = z.strictObject({ status: z.literal('rejected'), reason: z.enum(TIME_REJECTIONS), errors });
const index = count.describe('which of those that were sent');

/** What a request with entries is answered with. */
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
/** What a correction is answered with. */
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
