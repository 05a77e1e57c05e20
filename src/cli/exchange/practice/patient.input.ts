import { z } from 'zod';
import { APCM_CODES } from '../../../domain/rulebook/monitoring/concurrency.js';
import { TCM_VISIT_DAYS } from '../../../domain/rulebook/monitoring/gate-parameters.js';
import { civilDate, civilMonth, code, id, zoneName } from '../civil.js';

const stay = z
  .object({ admit: civilDate, discharge: civilDate.nullish() })
  .refine((s) => !s.discharge || s.discharge >= s.admit, {
    path: ['discharge'],
    message: 'must not be before admit',
  });

/** What charges depend on about a person. All days are the patient's local dates. */
export const patientInput = z.object({
  id,
  timezone: zoneName,
  establishedPatient: z.boolean().nullish(),
  deathDate: civilDate.nullish(),
  inpatientStays: z.array(stay).nullish(),
  rpmStartedDuringPhe: civilDate.nullish(),
});

export const priorClaimInput = z.object({
  code,
  dateOfService: civilDate,
  practiceId: id.nullish(),
});

export const smbpInput = z.object({
  readings: z.int().min(0).nullish(),
  averageRecorded: z.boolean().nullish(),
  planCommunicated: z.boolean().nullish(),
  reportedOn: civilDate.nullish(),
});

export const tcmInput = z.object({
  dischargeDate: civilDate,
  contactDate: civilDate.nullish(),
  faceToFaceDate: civilDate.nullish(),
  code: z.enum(Object.keys(TCM_VISIT_DAYS)),
});

export const apcmInput = z.object({ code: z.enum(APCM_CODES), month: civilMonth });

export type PatientInput = z.output<typeof patientInput>;
export type PriorClaimInput = z.output<typeof priorClaimInput>;
export type SmbpInput = z.output<typeof smbpInput>;
