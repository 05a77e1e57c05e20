import { z } from 'zod';
import { staffFields } from './staff-member.input.js';

export const storedStaffMember = z
  .object({ ...staffFields, id: z.string(), version: z.int() })
  .meta({ id: 'StaffMember' });

export type StaffMember = Readonly<z.output<typeof storedStaffMember>>;
