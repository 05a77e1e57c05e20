import { z } from 'zod';
import { civilDate, id, zoneName } from '../civil.js';
import { deviceInput, enrollmentInput } from './enrollment.input.js';
import { apcmInput, patientInput, priorClaimInput, smbpInput, tcmInput } from './patient.input.js';
import { payerFields, payerInput } from './payer.input.js';
import { policyInput } from './policy.input.js';

const npi = z.string().regex(/^\d{10}$/, 'must be an NPI of 10 digits');

const practice = z.object({
  id,
  name: z.string().min(1).max(200).nullish(),
  npi: npi.nullish(),
  taxId: z.string().max(20).nullish(),
  timezone: zoneName,
  /** The locality of expected amounts. Without it they are national. */
  locality: z
    .object({
      state: z.string().length(2),
      number: z.union([z.string().min(1).max(2), z.int().min(0).max(99)]),
    })
    .nullish(),
  placeOfService: z
    .string()
    .regex(/^\d{2}$/, 'must be a two-digit place of service code')
    .nullish(),
  qualifyingApm: z.boolean().nullish(),
  policy: policyInput.nullish(),
});

const staff = z.object({
  id,
  name: z.string().min(1).max(200).nullish(),
  role: z.enum(['clinical_staff', 'qhp', 'non_clinical']),
  npi: npi.nullish(),
  therapyDiscipline: z.enum(['PT', 'OT', 'SLP']).nullish(),
});

/** Who pays from `from` to `to` (both days included), by the id of an entry of `payers`. */
const coverage = z.object({
  payerId: id,
  memberId: z.string().max(80).nullish(),
  from: civilDate.nullish(),
  to: civilDate.nullish(),
  priorAuthNumber: z.string().max(80).nullish(),
});

const person = patientInput.extend({
  mrn: z.string().min(1).max(64).nullish(),
  name: z.object({ family: z.string().min(1).max(200), given: z.string().min(1).max(200) }).nullish(),
  birthDate: civilDate.nullish(),
  phone: z.string().max(32).nullish(),
  /** Zones after the first, each from a date (midnight in that zone) or from an instant. */
  zones: z.array(z.object({ zone: zoneName, from: z.string().nullish() })).nullish(),
});

const manyOrOne = <T extends z.ZodType>(one: T) => z.union([z.array(one), one]).nullish();

const practicePatient = z.object({
  patient: person,
  payer: payerInput.nullish(),
  coverage: z.array(coverage).nullish(),
  enrollments: z.array(enrollmentInput).nullish(),
  devices: z.array(deviceInput).nullish(),
  priorClaims: z.array(priorClaimInput).nullish(),
  tcm: manyOrOne(tcmInput),
  apcm: manyOrOne(apcmInput),
  smbp: manyOrOne(smbpInput),
});

/** `practice.json`: the records of one practice. Days are the patient's local dates and are included in full. */
export const practiceFile = z
  .object({
    practice,
    staff: z.array(staff).nullish(),
    payers: z.array(payerFields.extend({ id, from: civilDate.nullish() })).nullish(),
    patients: z.array(practicePatient),
  })
  .superRefine((file, context) => {
    const seen = new Set<string>();
    file.patients.forEach((row, index) => {
      if (seen.has(row.patient.id))
        context.addIssue({
          code: 'custom',
          path: ['patients', index, 'patient', 'id'],
          message: 'names a patient a second time',
        });
      seen.add(row.patient.id);
    });
  });

export type PracticeFile = z.output<typeof practiceFile>;
export type PracticePatient = z.output<typeof practicePatient>;
export type PracticeHead = z.output<typeof practice>;
export type PracticeStaff = z.output<typeof staff>;
