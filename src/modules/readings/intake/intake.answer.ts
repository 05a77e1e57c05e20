import { z } from 'zod';
import { QUARANTINE_REASONS } from '../../../domain/facts/readings/record-reading.js';
import { PROBLEM, type PathError } from '../../../platform/errors/problem.js';

export type ReadingStatus = 'accepted' | 'duplicate' | 'quarantined' | 'rejected' | 'conflict';

/** What became of one delivered reading. */
export interface ReadingAnswer {
  readonly status: ReadingStatus;
  /** Of the stored reading; a duplicate and a conflict carry the first one's. */
  readonly id?: string;
  /** Why it was quarantined or rejected: a code. */
  readonly reason?: string;
  readonly errors?: readonly PathError[];
}

export function rejected(reason: string, errors: readonly PathError[]): ReadingAnswer {
  return { status: 'rejected', reason, errors };
}

const taken = <S extends ReadingStatus>(status: S) =>
  z.strictObject({ status: z.literal(status), id: z.string() });
/** The same for the API documentation, by what became of the reading. */
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

/** One of many, with members of its own. */
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
