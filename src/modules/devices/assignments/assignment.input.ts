import { orNull } from '../../records/field-schemas.js';
import { localDateField, recordId } from '../../../platform/http/input-fields.js';
import { z } from 'zod';

export const assignmentFields = {
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

export type AssignmentCorrection = z.output<typeof assignmentCorrection>;

export type AssignmentInput = z.output<typeof newAssignment> & { readonly deviceId: string };
