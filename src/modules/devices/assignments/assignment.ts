import { z } from 'zod';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { instantText } from '../../../platform/http/answers/answer-fields.js';
import { localDateField, recordId } from '../../../platform/http/input-fields.js';
import { orNull } from '../../records/field-schemas.js';

const assignmentFields = {
  patientId: recordId,
  /** Both days count, in the patient's zone. */
  assignedFrom: localDateField,
  assignedTo: orNull(localDateField),
  setupEducationDate: orNull(localDateField),
  orderedBy: orNull(z.string().min(1).max(64)).describe(
    'the practitioner who ordered it, where not the billing one',
  ),
};

const endsInOrder = (value: { assignedFrom: string; assignedTo: string | null }) =>
  value.assignedTo === null || value.assignedTo >= value.assignedFrom;
const order = { path: ['assignedTo'], message: 'must not be before assignedFrom' };

export const assignmentContent = z.strictObject(assignmentFields).refine(endsInOrder, order);
export const newAssignment = z.strictObject({ id: recordId, ...assignmentFields }).refine(endsInOrder, order);

/** What a correction may name; what it leaves out stays. */
export const assignmentCorrection = z
  .strictObject({
    patientId: recordId.exactOptional(),
    assignedFrom: localDateField.exactOptional(),
    assignedTo: localDateField.nullable().exactOptional(),
    setupEducationDate: localDateField.nullable().exactOptional(),
    orderedBy: z.string().min(1).max(64).nullable().exactOptional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'must name one field at least');

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

export type AssignmentCorrection = z.output<typeof assignmentCorrection>;
export type AssignmentInput = z.output<typeof newAssignment> & { readonly deviceId: string };
/** `from` (inclusive) and `to` (exclusive; null: not returned) are derived from the days in the patient's zone. */
export type Assignment = Readonly<z.output<typeof storedAssignment>>;

/** What a client gives of an assignment, without what is derived from it. */
export function assignmentInput(assignment: Assignment): AssignmentInput {
  const { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy } = assignment;
  return { id, deviceId, patientId, assignedFrom, assignedTo, setupEducationDate, orderedBy };
}
