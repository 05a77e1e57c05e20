import { z } from 'zod';
import { formatInstant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { assignmentFields } from './assignment.input.js';
import type { Assignment } from './assignment.js';

/** `from` and `to` are derived from the days in the patient's zone. */
export const assignmentAnswer = z
  .strictObject({
    ...assignmentFields,
    id: z.string(),
    version: z.int(),
    deviceId: z.string(),
    from: instantText,
    to: instantText.nullable(),
    recordedAt: instantText,
  })
  .meta({ id: 'DeviceAssignment' });
export type AssignmentAnswer = z.output<typeof assignmentAnswer>;

export function toAssignmentAnswer(assignment: Assignment): AssignmentAnswer {
  return {
    ...assignment,
    from: formatInstant(assignment.from),
    to: assignment.to === null ? null : formatInstant(assignment.to),
    recordedAt: formatInstant(assignment.recordedAt),
  };
}
