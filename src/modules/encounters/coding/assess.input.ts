import { z } from 'zod';
import { PROBLEM_ROWS, RISK_LEVELS } from '../../../domain/rulebook/telehealth/mdm-table.js';
import { parseInstant } from '../../../domain/time/instant.js';
import { localDateField } from '../../../platform/http/input-fields.js';

const amount = z.number().min(0).max(100_000);
const flag = z.boolean().nullish();
const timeText = z
  .string()
  .refine(
    (text) => parseInstant(text) !== null,
    'must be an ISO 8601 time with an offset, such as Z or -06:00',
  );
const mdm = z.enum(['straightforward', 'low', 'moderate', 'high']);
const word = z.string().min(1).max(80);
const modality = z.enum([
  'audio-video',
  'audio-only',
  'online-digital',
  'store-and-forward',
  'interprofessional',
]);

const excludedMinutes = z.object({
  connectionSetup: amount.nullish(),
  scheduling: amount.nullish(),
  clinicalStaff: amount.nullish(),
  otherDate: amount.nullish(),
  separatelyReported: amount.nullish(),
});

const patientLocation = z.object({
  setting: word.nullish(),
  state: word.nullish(),
  country: word.nullish(),
  rural: flag,
});

const sameDayService = z.object({
  type: word,
  minutes: amount.nullish(),
  overlapMinutes: amount.nullish(),
  sameClinicianGroupSpecialty: flag,
  mdm: mdm.nullish(),
});

const lastProfessionalService = z.object({
  date: localDateField.nullish(),
  sameSpecialty: flag,
  sameSubspecialty: flag,
  faceToFace: flag,
});

const tests = z.array(word).max(100).default([]);
const problemNames = PROBLEM_ROWS.map(({ problem }) => problem);

/** The documented elements of medical decision making, by column. Each test and source has a distinct name. */
export const mdmWorksheetInput = z.strictObject({
  problems: z.partialRecord(z.enum(problemNames), z.int().min(0).max(100)).default({}),
  data: z
    .strictObject({
      externalNoteSources: tests,
      testsOrdered: tests,
      testsReviewed: tests,
      testsBilledSeparately: tests,
      independentInterpretations: tests,
      independentHistorian: z.boolean().default(false),
      discussionWithExternal: z.boolean().default(false),
    })
    .prefault({}),
  risk: z.enum(RISK_LEVELS).nullable().default(null),
});

const identity = z.object({
  dateOfService: localDateField,
  payer: word,
  modality: z.enum([...modality.options, 'mixed']).nullish(),
  modalityMinutes: z.partialRecord(modality, amount).nullish(),
  patientStatus: z.enum(['new', 'established']).nullish(),
  lastProfessionalService: lastProfessionalService.nullish(),
  providerType: z
    .enum(['physician-qhp', 'qnhp-non-em', 'behavioral-health-non-em', 'clinical-staff'])
    .nullish(),
  billingEntity: z.enum(['office', 'fqhc', 'rhc', 'cah-method-ii']).nullish(),
  providerSite: z.enum(['office', 'hospital']).nullish(),
  patientLocation: patientLocation.nullish(),
  clinicianAuthorizedStates: z.array(word).nullish(),
});

const work = z.object({
  mdm: mdm.nullish(),
  mdmWorksheet: mdmWorksheetInput.nullish().describe('levels the visit by its elements; overrides mdm'),
  minutes: amount.nullish(),
  discussionMinutes: amount.nullish(),
  cumulativeMinutes: amount.nullish(),
  excludedMinutes: excludedMinutes.nullish(),
  serviceIntent: word.nullish(),
  requestedCode: word.nullish(),
  requestedPos: word.nullish(),
  initiatedBy: word.nullish(),
  communicationPurpose: word.nullish(),
  audioOnlyReason: word.nullish(),
  clinicianVideoCapable: flag,
  imageReceivedAt: timeText.nullish(),
  imageRepliedAt: timeText.nullish(),
  replyBusinessHours: amount.nullish().describe('used only when the times are not given'),
});

const documentation = z.object({
  consentDocumented: flag,
  technologyDocumented: flag,
  medicalNecessityDocumented: flag,
  eligibilityVerifiedOnDos: flag,
  eligibilityResult: z.enum(['active', 'inactive']).nullish(),
  patientAge: z.number().min(0).max(150).nullish(),
  guardianConsentDocumented: flag,
});

const surroundings = z.object({
  relatedEmWithin7Days: flag,
  leadsToVisitWithin24hOrSoonest: flag,
  hoursToVisit: amount.nullish(),
  postoperativePeriodRelated: flag,
  priorEvisitInWindow: flag,
  newProblemInWindow: flag,
  visitWithinWindow: z.object({ modality: word, minutes: amount.nullish(), mdm: mdm.nullish() }).nullish(),
  sameDayServices: z.array(sameDayService).max(100).nullish(),
  sameMonthServices: z.array(word).max(100).nullish(),
});

const special = z.object({
  role: word.nullish(),
  report: z.enum(['verbal-and-written', 'written-only']).nullish(),
  consultDiscussionShare: z.number().min(0).max(1).nullish(),
  consultRequestDocumented: flag,
  consultantSawPatientDaysAgo: amount.nullish(),
  priorInterprofessionalDaysAgo: amount.nullish(),
  behavioralHealth: flag,
  firstTelehealthVisit: flag,
  lastInPersonVisit: localDateField.nullish(),
  acuteStroke: flag,
  homeDialysis: flag,
  substanceUseDisorder: flag,
  inPersonBurdensOutweigh: flag,
  federalDemonstration: flag,
  billableVisitWithinYear: flag,
  incidentTo: flag,
  virtualDirectSupervision: flag,
});

const pricing = z.object({
  locality: z.object({ state: word, number: word }).nullish(),
  qualifyingApm: flag,
});

/** One virtual encounter, as `tally assess --kind telehealth` and the API take it. An absent field was not recorded. */
export const assessInput = z.object({
  ...identity.shape,
  ...work.shape,
  ...documentation.shape,
  ...surroundings.shape,
  ...special.shape,
  ...pricing.shape,
});
export type AssessInput = z.infer<typeof assessInput>;

const ABSENT = Object.fromEntries(Object.keys(assessInput.shape).map((name) => [name, undefined]));

/**
 * {@link assessInput} as a request body. Omitted fields are present as undefined, so that all bodies have one shape: reading
 * sixty mostly absent fields from objects of many shapes costs more than the assessment itself.
 */
export const assessBody = z.preprocess(
  (body) => (isRecord(body) ? Object.assign({ ...ABSENT }, body) : body),
  assessInput,
);

function isRecord(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** Fields that a stored encounter uses unchanged. */
export const workFields = work.shape;
export const surroundingFields = surroundings.shape;
export const specialFields = special.shape;
export const identityFields = identity.shape;
