import { z } from 'zod';
import { QUARANTINE_REASONS } from '../../../domain/facts/readings/record-reading.js';
import { PROBLEM, type PathError } from '../../../platform/errors/problem.js';

export type IntakeStatus = 'accepted' | 'duplicate' | 'quarantined' | 'rejected' | 'conflict';

/** The result for one delivered reading. */
export interface IntakeAnswer {
  readonly status: IntakeStatus;
  /** The id of the stored reading. For a duplicate or a conflict it is the id of the first reading. */
  readonly id?: string;
  /** The code that says why the reading was quarantined or rejected. */
  readonly reason?: string;
  readonly errors?: readonly PathError[];
}

export function rejected(reason: string, errors: readonly PathError[]): IntakeAnswer {
  return { status: 'rejected', reason, errors };
}

const taken = <S extends IntakeStatus>(status: S) =>
  z.strictObject({ status: z.literal(status), id: z.string() });
// The answer schemas, one for each status.
export const acceptedAnswer = taken('accepted');
export const duplicateAnswer = taken('duplicate');
export const quarantinedAnswer = taken('quarantined').extend({
  reason: z.enum(QUARANTINE_REASONS).exactOptional(),
});
const conflictAnswer = taken('conflict');
const rejectedAnswer = z.strictObject({
  status: z.literal('rejected'),
  reason: z.string(),
  errors: PROBLEM.shape.errors.unwrap(),
});

/** One answer of many, with additional fields. */
function eachWith<T extends z.ZodRawShape>(own: T) {
  return z.union([
    acceptedAnswer.extend(own),
    duplicateAnswer.extend(own),
    conflictAnswer.extend(own),
    quarantinedAnswer.extend(own),
    rejectedAnswer.extend(own),
  ]);
}
export const eachAnswer = eachWith({});
export const lineAnswer = eachWith({ line: z.int().min(1) });
