import { z } from 'zod';
import { localDateField } from '../../../platform/http/input-fields.js';
import { nameField, orNull, procedureCode } from '../../records/field-schemas.js';
import { policyFields } from '../practice.input.js';

const limitFields = z.strictObject({
  max: z.int().min(0).max(1000),
  per: z.enum(['year', 'month', 'lifetime']),
  requires: z
    .record(procedureCode, z.int().min(1).max(120))
    .default({})
    .describe('codes that must have been billed before, each with the number of months to look back'),
});

const profileFields = z.strictObject({
  from: localDateField,
  acceptedCodes: orNull(z.array(procedureCode).max(200)),
  coveredDiagnosisGroups: orNull(z.array(z.string().min(1).max(64)).max(100)),
  priorAuthRequired: z.boolean().default(false),
  limits: z.record(procedureCode, limitFields).default({}),
  policy: policyFields.default({}),
});

export const payerFields = {
  name: nameField,
  type: z.enum(['medicare_ffs', 'medicare_advantage', 'commercial', 'medicaid', 'medicare_home_health']),
  mac: orNull(z.string().min(1).max(32)),
  payerCode: orNull(z.string().min(1).max(64)).describe('the id under which claims go to this payer'),
  profiles: z
    .array(profileFields)
    .max(200)
    .default([])
    .describe('the latest profile that has begun applies; without one, nothing can be decided'),
};

export const payerContent = z.strictObject({
  ...payerFields,
  profiles: payerFields.profiles.superRefine((profiles, context) => {
    const seen = new Set<string>();
    profiles.forEach(({ from }, index) => {
      if (seen.has(from))
        context.addIssue({
          code: 'custom',
          path: [index, 'from'],
          message: 'another profile begins on the same day',
        });
      seen.add(from);
    });
  }),
});

export type PayerContent = z.output<typeof payerContent>;

export type PayerInput = PayerContent & { readonly id: string };
