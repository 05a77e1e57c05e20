import { z } from 'zod';
import { nameField, npiField, orNull } from '../../records/field-schemas.js';

const staffFields = {
  name: nameField,
  role: z.enum(['clinical_staff', 'qhp', 'non_clinical']),
  npi: orNull(npiField),
  therapyDiscipline: orNull(z.enum(['PT', 'OT', 'SLP'])),
  active: z.boolean().default(true),
};

export const staffContent = z.strictObject(staffFields);
export const storedStaffMember = z
  .object({ ...staffFields, id: z.string(), version: z.int() })
  .meta({ id: 'StaffMember' });

export type StaffContent = z.output<typeof staffContent>;
export type StaffInput = StaffContent & { readonly id: string };
export type StaffMember = Readonly<z.output<typeof storedStaffMember>>;
