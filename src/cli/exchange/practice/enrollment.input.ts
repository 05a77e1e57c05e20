import { z } from 'zod';
import { civilDate, id } from '../civil.js';

const globalPeriod = z.object({
  practitionerId: id,
  from: civilDate,
  days: z.int().min(0).max(365),
  monitoringRelatedToProcedure: z.boolean().nullish(),
});

/** One episode of one program. An unknown day is null and is never guessed from another field. */
export const enrollmentInput = z
  .object({
    id: id.nullish(),
    program: z.enum(['RPM', 'RTM', 'SMBP']),
    practiceId: id.nullish(),
    billingPractitionerId: id,
    consentDate: civilDate.nullish(),
    consentWithdrawnOn: civilDate.nullish(),
    orderDate: civilDate.nullish(),
    startDate: civilDate,
    endDate: civilDate.nullish(),
    endReason: z
      .enum(['deceased', 'patient_request', 'goals_met', 'lost_to_follow_up', 'moved', 'other'])
      .nullish(),
    diagnoses: z.array(z.string().min(1).max(20)).nullish(),
    alsoEnrolledIn: z.array(z.string().min(1).max(40)).nullish(),
    facilityType: z.enum(['FQHC', 'RHC', 'HHA']).nullish(),
    globalPeriod: globalPeriod.nullish(),
    planOfCare: z.boolean().nullish(),
    therapyDiscipline: z.enum(['PT', 'OT', 'SLP']).nullish(),
    otherOrderingPractitioners: z.array(id).nullish(),
    episodeNumber: z.int().min(1).nullish(),
    priorEpisodeEnd: civilDate.nullish(),
    priorEpisodeEndReason: z.string().max(80).nullish(),
  })
  .refine((one) => !one.endDate || one.endDate >= one.startDate, {
    path: ['endDate'],
    message: 'must not be before startDate',
  });

export const deviceInput = z
  .object({
    id,
    /** Any text, such as `bp_cuff` or `rtm_msk_app`. */
    type: z.string().min(1).max(60),
    parameter: z.string().min(1).max(60).nullish(),
    fdaDefinedDevice: z.boolean().nullish(),
    autoUpload: z.boolean().nullish(),
    validatedForAccuracy: z.boolean().nullish(),
    assignedFrom: civilDate,
    assignedTo: civilDate.nullish(),
    setupEducationDate: civilDate.nullish(),
    orderedBy: id.nullish(),
  })
  .refine((one) => !one.assignedTo || one.assignedTo >= one.assignedFrom, {
    path: ['assignedTo'],
    message: 'must not be before assignedFrom',
  });

export type EnrollmentInput = z.output<typeof enrollmentInput>;
export type DeviceInput = z.output<typeof deviceInput>;
