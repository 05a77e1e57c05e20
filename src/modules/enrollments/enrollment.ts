import { z } from 'zod';
import { localDateField } from '../../platform/http/input-fields.js';
import { orNull } from '../records/field-schemas.js';
import { enrollmentFields } from './enrollment.input.js';

export const storedEnrollment = z
  .object({
    ...enrollmentFields,
    id: z.string(),
    version: z.int(),
    practiceId: z.string(),
    /** The start of window 1, set once a supply or set-up charge of the episode is approved. Only billing writes it. */
    pinnedWindowStart: orNull(localDateField),
  })
  .meta({ id: 'Enrollment' });

export type Enrollment = Readonly<z.output<typeof storedEnrollment>>;
