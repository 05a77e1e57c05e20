import { z } from 'zod';
import { civilDate, civilMonth, code, id, wallOrInstantText } from '../civil.js';
import { deviceInput, enrollmentInput } from '../practice/enrollment.input.js';
import { apcmInput, patientInput, priorClaimInput, smbpInput, tcmInput } from '../practice/patient.input.js';
import { payerInput } from '../practice/payer.input.js';
import { policyInput } from '../practice/policy.input.js';

/** Readings of one device: days, one reading each, or times. */
const readingGroup = z.object({
  deviceId: id,
  source: z.enum(['device_auto', 'manual_entry', 'patient_reported', 'self_report_app']),
  localDates: z.array(civilDate).nullish(),
  timestamps: z.array(wallOrInstantText).nullish(),
  receivedAt: wallOrInstantText.nullish(),
  retransmission: z.boolean().nullish(),
  note: z.string().nullish(),
});

const timeEntry = z
  .object({
    id,
    program: z.string().min(1).max(40),
    staffId: id,
    role: z.enum(['clinical_staff', 'qhp', 'non_clinical']),
    start: wallOrInstantText,
    end: wallOrInstantText.nullish(),
    minutes: z.number().min(0).nullish(),
    seconds: z.number().min(0).nullish(),
    interactive: z.boolean().nullish(),
    mode: z.enum(['phone', 'video', 'data_review', 'sms', 'voicemail', 'portal_message']),
    loggedAt: wallOrInstantText.nullish(),
    conflictsWith: z.object({ entryId: id, patientId: id, loggedFirst: z.boolean().nullish() }).nullish(),
    insideEncounter: z.object({ code, date: civilDate }).nullish(),
    note: z.string().nullish(),
  })
  .refine((one) => (one.end ?? one.seconds ?? one.minutes ?? null) !== null, {
    path: ['end'],
    message: 'needs end, seconds or minutes',
  });

const evaluate = z.object({
  /** Both days included. Used as given. */
  deviceWindow: z
    .object({ start: civilDate, end: civilDate })
    .refine((w) => w.end >= w.start, { path: ['end'], message: 'must not be before start' })
    .nullish(),
  month: civilMonth.nullish(),
  asOf: civilDate,
});

const caseInput = z.object({
  patient: patientInput,
  payer: payerInput,
  enrollment: enrollmentInput,
  devices: z.array(deviceInput).nullish(),
  readings: z.array(readingGroup).nullish(),
  timeEntries: z.array(timeEntry).nullish(),
  priorClaims: z.array(priorClaimInput).nullish(),
  smbp: smbpInput.nullish(),
  tcm: tcmInput.nullish(),
  apcm: apcmInput.nullish(),
  evaluate,
});

/** One worked case. Any other field beside `input` is for people. */
export const monitoringCase = z.object({
  id,
  title: z.string().nullish(),
  policy: policyInput.nullish(),
  input: caseInput,
});

export type CaseReadingGroup = z.output<typeof readingGroup>;
export type CaseTimeEntry = z.output<typeof timeEntry>;
export type MonitoringCase = z.output<typeof monitoringCase>;
