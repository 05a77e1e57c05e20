import { z } from 'zod';
import { REFUSAL_WORDS } from '../../../domain/rulebook/telehealth/words.js';
import { dayText, instantText } from '../../../platform/http/answers/answer-fields.js';
import { alternativeAnswer, lineAnswer } from '../../encounters/coding/assessment.answer.js';

/** The record of a visit and the decision made from it, as a charge keeps them. */

const text = z.string().nullable();
const flag = z.boolean().nullable();
const amount = z.number().nullable();
const modality = z.enum([
  ...(['audio-video', 'audio-only', 'online-digital', 'store-and-forward', 'interprofessional'] as const),
]);
const mdm = z.enum(['straightforward', 'low', 'moderate', 'high']).nullable();

const identity = {
  dateOfService: dayText,
  payer: z.string(),
  modality: z.enum([...modality.options, 'mixed']).nullable(),
  modalityMinutes: z.partialRecord(modality, z.number()),
  patientStatus: z.enum(['new', 'established']).nullable(),
  lastProfessionalService: z
    .strictObject({
      date: dayText.nullable(),
      sameSpecialty: flag,
      sameSubspecialty: flag,
      faceToFace: flag,
    })
    .nullable(),
  providerType: z
    .enum(['physician-qhp', 'qnhp-non-em', 'behavioral-health-non-em', 'clinical-staff'])
    .nullable(),
  billingEntity: z.enum(['office', 'fqhc', 'rhc', 'cah-method-ii']),
  providerSite: z.enum(['office', 'hospital']),
  patientLocation: z.strictObject({ setting: text, state: text, country: text, rural: flag }).nullable(),
  clinicianAuthorizedStates: z.array(z.string()),
};

const work = {
  mdm,
  minutes: amount,
  discussionMinutes: amount,
  cumulativeMinutes: amount,
  excludedMinutes: z.strictObject({
    connectionSetup: z.number(),
    scheduling: z.number(),
    clinicalStaff: z.number(),
    otherDate: z.number(),
    separatelyReported: z.number(),
  }),
  briefCheckIn: z.boolean(),
  requestedCode: text,
  requestedPos: text,
  initiatedBy: text,
  communicationPurpose: text,
  audioOnlyReason: text,
  clinicianVideoCapable: flag,
  imageReceivedAt: text,
  imageRepliedAt: text,
  replyBusinessHours: amount,
};

const documentation = z.strictObject({
  consent: flag,
  technology: flag,
  medicalNecessity: flag,
  eligibilityVerified: flag,
  eligibilityResult: z.enum(['active', 'inactive']).nullable(),
  patientAge: amount,
  guardianConsent: flag,
});

const surroundings = z.strictObject({
  relatedEmWithin7Days: flag,
  leadsToVisitWithin24hOrSoonest: flag,
  hoursToVisit: amount,
  postoperativePeriodRelated: flag,
  priorEvisitInWindow: flag,
  newProblemInWindow: flag,
  visitWithinWindow: z.strictObject({ modality: z.string(), minutes: amount, mdm }).nullable(),
  sameDayServices: z.array(
    z.strictObject({
      type: z.string(),
      minutes: z.number(),
      overlapMinutes: z.number(),
      sameClinicianGroupSpecialty: z.boolean(),
      mdm,
    }),
  ),
  sameMonthServices: z.array(z.string()),
});

const consultation = z.strictObject({
  role: text,
  report: z.enum(['verbal-and-written', 'written-only']).nullable(),
  discussionShare: amount,
  requestDocumented: flag,
  consultantSawPatientDaysAgo: amount,
  priorInterprofessionalDaysAgo: amount,
});

const coverage = z.strictObject({
  behavioralHealth: z.boolean(),
  firstTelehealthVisit: flag,
  lastInPersonVisit: dayText.nullable(),
  acuteStroke: z.boolean(),
  homeDialysis: z.boolean(),
  substanceUseDisorder: z.boolean(),
  inPersonBurdensOutweigh: flag,
  federalDemonstration: z.boolean(),
  billableVisitWithinYear: flag,
  incidentTo: flag,
  virtualDirectSupervision: flag,
});

const facts = z.strictObject({
  ...identity,
  ...work,
  documentation,
  surroundings,
  consultation,
  coverage,
  locality: z.strictObject({ state: z.string(), number: z.string() }).nullable(),
  qualifyingApm: z.boolean(),
});

export const frozenEncounterAnswer = z.strictObject({
  id: z.string(),
  rootId: z.string(),
  clinicianId: z.string(),
  specialty: text,
  payerProfile: text,
  signedBy: text,
  signedAt: instantText.nullable(),
  signedAs: z.array(lineAnswer),
  facts: facts.nullable(),
  spans: z.array(
    z.strictObject({
      staffId: z.string(),
      start: z.int().describe('milliseconds since 1970 in UTC'),
      end: z.int(),
    }),
  ),
  carriedBy: text,
  assessment: z
    .strictObject({
      codes: z.array(lineAnswer),
      selectionBasis: text,
      countableMinutes: amount,
      refusals: z.array(z.strictObject({ word: z.enum(REFUSAL_WORDS), detail: z.string() })),
      alternative: alternativeAnswer.nullable(),
      warnings: z.array(z.strictObject({ word: text, detail: z.string() })),
      geography: text,
      rules: z.array(z.string()),
    })
    .nullable(),
});
