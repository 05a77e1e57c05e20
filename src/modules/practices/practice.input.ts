import { z } from 'zod';
import type { BillingPolicy } from '../../domain/facts/policy.js';
import { nameField, npiField, orNull, stateField, zoneField } from '../records/field-schemas.js';

export const policyFields = z
  .strictObject({
    dayCount: z.enum(['max_per_parameter', 'union']).exactOptional(),
    deviceDos: z.enum(['period_end', 'last_reading_day']).exactOptional(),
    setupDos: z.enum(['setup_date', 'threshold_date']).exactOptional(),
    managementDos: z.enum(['month_end', 'threshold_date', 'last_service_date']).exactOptional(),
    allow99091With99457: z.boolean().exactOptional(),
    excludeInpatientDays: z.boolean().exactOptional(),
    excludeAllTimeOnEmDay: z.boolean().exactOptional(),
    facilityBilling: z.enum(['g0511', 'individual']).exactOptional(),
  })
  .describe('settings that differ from the defaults') satisfies z.ZodType<Partial<BillingPolicy>>;

export const practiceFields = {
  name: nameField,
  npi: orNull(npiField),
  taxId: orNull(z.string().regex(/^\d{2}-?\d{7}$/, 'must be a tax id of 9 digits such as 12-3456789')),
  /** The zone of the practice itself. A patient's days follow the patient's own zones. */
  zone: zoneField,
  locality: orNull(
    z.strictObject({
      state: stateField,
      number: z.string().regex(/^\d{2}$/, 'must be a locality number of two digits'),
    }),
  ),
  placeOfService: z
    .string()
    .regex(/^\d{2}$/, 'must be a two-digit place of service code')
    .default('11'),
  qualifyingApm: z.boolean().default(false),
  policy: policyFields.default({}),
  retention: z
    .strictObject({
      years: z.int().min(7, 'must be at least 7 (42 CFR 424.516(f))').max(100).exactOptional(),
      minorsUntilAge: z.int().min(25).max(100).exactOptional(),
    })
    .exactOptional()
    .describe(
      'how long evidence is kept: years after the date of service (10), and for minors until an age (28)',
    ),
  graceDays: z.int().min(0).max(60).default(3).describe('days between the end of a period and its closing'),
};

export const practiceContent = z.strictObject(practiceFields);

export type PracticeContent = z.output<typeof practiceContent>;

export type PracticeInput = PracticeContent & { readonly id: string };
