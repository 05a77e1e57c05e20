import { z } from 'zod';
import { nameField, npiField, orNull } from '../../records/field-schemas.js';

export const staffFields = {
  name: nameField,
  role: z.enum(['clinical_staff', 'qhp', 'non_clinical']),
  npi: orNull(npiField),
  therapyDiscipline: orNull(z.enum(['PT', 'OT', 'SLP'])),
  active: z.boolean().default(true),
};

export const staffContent = z.strictObject(staffFields);

export type StaffContent = z.output<typeof staffContent>;

export type StaffInput = StaffContent & { readonly id: string };
