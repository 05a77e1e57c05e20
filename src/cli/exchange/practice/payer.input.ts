import { z } from 'zod';
import { civilDate, code, id } from '../civil.js';

const frequencyLimit = z.object({
  max: z.int().min(0),
  per: z.enum(['year', 'month', 'lifetime']),
  /** A code that must come first -> how long before at most, such as `12_months`. */
  requires: z
    .record(code, z.string().regex(/^\d{1,3}_months?$/, 'must be a number of months, such as 12_months'))
    .nullish(),
});

/** Who pays, as a case or a practice file names it. `type` alone is a complete profile. */
export const payerFields = z.object({
  id: id.nullish(),
  type: z.enum(['medicare_ffs', 'medicare_advantage', 'commercial', 'medicaid', 'medicare_home_health']),
  mac: z.string().max(40).nullish(),
  payerCode: z.string().max(64).nullish(),
  name: z.string().max(200).nullish(),
  state: z.string().max(40).nullish(),
  memberId: z.string().max(80).nullish(),
  acceptedCodes: z.array(code).nullish(),
  coveragePolicy: z
    .object({
      active: z.boolean().nullish(),
      rpmCoveredDiagnoses: z.array(z.string().min(1)).nullish(),
    })
    .nullish(),
  priorAuthRequired: z.boolean().nullish(),
  priorAuthNumber: z.string().max(80).nullish(),
  limits: z.record(code, frequencyLimit).nullish(),
});

export const payerInput = payerFields.extend({
  /** Last day of this payer, if another one follows. */
  until: civilDate.nullish(),
  then: payerFields.extend({ from: civilDate }).nullish(),
});

export type PayerFields = z.output<typeof payerFields>;
export type PayerInput = z.output<typeof payerInput>;
