import { z } from 'zod';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { assignmentFields, type AssignmentInput } from './assignment.input.js';

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

/** `from` (included) and `to` (not included; null: not returned yet) are derived from the days in the patient's zone. */
export type Assignment = Readonly<z.output<typeof storedAssignment>>;

/** The part of an assignment that a client sends, without the derived fields. */
export function assignmentInput(assignment: Assignment): AssignmentInput {
  const { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy } = assignment;
  return { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy };
}
