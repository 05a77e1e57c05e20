import { z } from 'zod';
import { localDateField, recordId } from '../../../platform/http/input-fields.js';
import { orNull } from '../../records/field-schemas.js';

export const assignmentFields = {
  patientId: recordId,
  /** The first and last day, both included, in the patient's zone. */
  assignedFrom: localDateField,
  assignedTo: orNull(localDateField),
  setupEducationDate: orNull(localDateField),
  orderedBy: orNull(z.string().min(1).max(64)).describe(
    'the practitioner who ordered it, if not the billing practitioner',
  ),
};

const endsInOrder = (value: { assignedFrom: string; assignedTo: string | null }) =>
  value.assignedTo === null || value.assignedTo >= value.assignedFrom;

const order = { path: ['assignedTo'], message: 'must not be before assignedFrom' };

export const newAssignment = z.strictObject({ id: recordId, ...assignmentFields }).refine(endsInOrder, order);

/** The fields that a correction changes. Fields that it leaves out keep their values. */
export const assignmentCorrection = z
  .strictObject({
    patientId: recordId.exactOptional(),
    assignedFrom: localDateField.exactOptional(),
    assignedTo: localDateField.nullable().exactOptional(),
    setupEducationDate: localDateField.nullable().exactOptional(),
    orderedBy: z.string().min(1).max(64).nullable().exactOptional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'must name at least one field');

export type AssignmentCorrection = z.output<typeof assignmentCorrection>;

export type AssignmentInput = z.output<typeof newAssignment> & { readonly deviceId: string };
