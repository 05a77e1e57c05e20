import { z } from 'zod';
import { localDateField, recordId } from '../../platform/http/input-fields.js';
import { diagnosisField, orNull } from '../records/field-schemas.js';

const LIST_MAX = 50;

const consentFields = z
  .strictObject({
    status: z.enum(['given', 'refused', 'withdrawn']),
    date: localDateField.describe('when it was given or refused'),
    method: z.enum(['verbal', 'written', 'electronic', 'unknown']),
    takenBy: orNull(recordId).describe('the staff member who took it'),
    withdrawnOn: orNull(localDateField).describe('the first day without consent'),
  })
  .superRefine(({ status, date, withdrawnOn }, context) => {
    const issue = (message: string) => context.addIssue({ code: 'custom', path: ['withdrawnOn'], message });
    if (status === 'withdrawn' && withdrawnOn === null)
      issue('a withdrawn consent needs the day it was withdrawn');
    if (status !== 'withdrawn' && withdrawnOn !== null) issue('only a withdrawn consent may have this day');
    if (withdrawnOn !== null && withdrawnOn < date) issue('must not be before the consent');
  });

export const enrollmentFields = {
  patientId: recordId,
  program: z.enum(['RPM', 'RTM', 'SMBP']),
  billingPractitionerId: recordId,
  renderingPractitionerId: orNull(recordId),
  startDate: localDateField,
  endDate: orNull(localDateField).describe('the last day that counts'),
  endReason: orNull(
    z.enum(['deceased', 'patient_request', 'goals_met', 'lost_to_follow_up', 'moved', 'other']),
  ),
  consent: orNull(consentFields),
  order: orNull(
    z.strictObject({
      date: localDateField,
      practitionerId: orNull(recordId),
      deviceNamed: z.boolean().default(false).describe('whether the order names the device'),
    }),
  ),
  attestation: orNull(
    z.strictObject({
      noOtherPractice: z.boolean().describe('that no other practice monitors the patient'),
      statedOn: localDateField,
      statedBy: orNull(recordId),
    }),
  ),
  diagnoses: z.array(diagnosisField).max(LIST_MAX).default([]),
  alsoEnrolledIn: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/))
    .max(LIST_MAX)
    .default([]),
  facilityType: orNull(z.enum(['FQHC', 'RHC', 'HHA'])),
  globalPeriod: orNull(
    z.strictObject({
      practitionerId: z.string().min(1).max(64),
      from: localDateField,
      days: z.int().min(0).max(365),
      monitoringRelatedToProcedure: z.boolean(),
    }),
  ),
  planOfCare: z.boolean().default(false),
  therapyDiscipline: orNull(z.enum(['PT', 'OT', 'SLP'])),
  otherOrderingPractitioners: z.array(z.string().min(1).max(64)).max(LIST_MAX).default([]),
  episodeNumber: z.int().min(1).max(1000).default(1),
  priorEpisodeEnd: orNull(localDateField),
};

export const enrollmentContent = z.strictObject(enrollmentFields).superRefine((given, context) => {
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (given.endDate !== null && given.endDate < given.startDate)
    issue('endDate', 'must not be before startDate');
  if (given.endReason !== null && given.endDate === null) issue('endDate', 'an end reason needs an end date');
  if (given.priorEpisodeEnd !== null && given.priorEpisodeEnd > given.startDate)
    issue('priorEpisodeEnd', 'must not be after startDate');
});

export type EnrollmentContent = z.output<typeof enrollmentContent>;

export type EnrollmentInput = EnrollmentContent & { readonly id: string };
