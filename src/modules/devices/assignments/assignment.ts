import { type Instant, instant } from '../../../domain/time/instant.js';
import { type AssignmentInput, assignmentFields } from './assignment.input.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { z } from 'zod';

/** As answers show it; `from` and `to` are derived from the days in the patient's zone. */
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

const storedInstant = z.date().transform((date): Instant => instant(date.getTime()));

export const storedAssignment = z.object({
  ...assignmentFields,
  id: z.string(),
  version: z.int(),
  deviceId: z.string(),
  from: storedInstant,
  to: storedInstant.nullable(),
  recordedAt: storedInstant,
});

/** `from` (inclusive) and `to` (exclusive; null: not returned) are derived from the days in the patient's zone. */
export type Assignment = Readonly<z.output<typeof storedAssignment>>;

/** What a client gives of an assignment, without what is derived from it. */
export function assignmentInput(assignment: Assignment): AssignmentInput {
  const { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy } = assignment;
  return { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy };
}
