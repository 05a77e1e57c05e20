import { z } from 'zod';
import type { EncounterSnapshot, RecordedEncounter } from '../../../domain/facts/recorded-encounter.js';
import { instant, type Instant } from '../../../domain/time/instant.js';
import { instantField, localDateField, recordId } from '../../../platform/http/input-fields.js';
import { diagnosisField, nameField, orNull } from '../../records/field-schemas.js';
import { identityFields, specialFields, surroundingFields, workFields } from '../coding/assess.input.js';
import { paymentAnswer } from '../coding/assessment.answer.js';
import { recordWords, settingWord } from './record-words.js';

const LIST_MAX = 100;
export const SEGMENTS_MAX = 200;
const TEXT_MAX = 10_000;
const MINUTES_MAX = 1440;
const word = z.string().trim().min(1).max(80);
const text = z.string().trim().min(1).max(TEXT_MAX);
const state = z.string().regex(/^[A-Z]{2}$/, 'must be a state of two letters');

/** How the people of a visit were in touch. `other` is work on the date without the patient. */
const modality = z.enum(['audio-video', 'audio-only', 'online-digital', 'in-person', 'other']);

export const segmentOf = <T extends z.ZodType>(time: T) =>
  z.strictObject({
    staffId: orNull(recordId).describe('null: the clinician'),
    modality,
    start: time,
    end: orNull(time).describe('null: still running'),
  });
/** When the images of a review came in, and when the clinician answered. */
export const imageTimes = <T extends z.ZodType>(time: T) => ({
  imageReceivedAt: orNull(time),
  imageRepliedAt: orNull(time),
});
const storedInstant = z.number().transform((millis) => instant(millis)) as unknown as z.ZodType<Instant>;

const fields = {
  patientId: recordId,
  clinicianId: recordId,
  billingPractitionerId: orNull(recordId).describe('null: the clinician'),
  specialty: orNull(word),
  subspecialty: orNull(word),
  providerType: identityFields.providerType,
  billingEntity: identityFields.billingEntity,
  providerSite: identityFields.providerSite,
  dateOfService: localDateField,
  modality: orNull(
    z.enum(['audio-video', 'audio-only', 'online-digital', 'store-and-forward', 'interprofessional']),
  ).describe('null: the modality of the segments; with video and telephone, the one with more minutes'),
  participants: z
    .array(
      z.strictObject({
        role: z.enum(['patient', 'caregiver', 'guardian', 'clinician', 'staff', 'interpreter', 'other']),
        staffId: orNull(recordId),
        name: orNull(nameField),
      }),
    )
    .max(LIST_MAX)
    .default([]),
  patientLocation: orNull(
    z.strictObject({
      setting: orNull(settingWord),
      state: orNull(state),
      country: orNull(z.string().regex(/^[A-Z]{2}$/, 'must be a country of two letters')),
      rural: orNull(z.boolean()),
      address: orNull(text),
    }),
  ),
  clinicianLocation: orNull(z.strictObject({ setting: orNull(settingWord), state: orNull(state) })),
  platform: orNull(z.strictObject({ name: word, secure: z.boolean().default(true) })),
  consent: orNull(
    z.strictObject({
      status: z.enum(['given', 'refused']),
      date: localDateField,
      method: z.enum(['verbal', 'written', 'electronic', 'unknown']),
      takenBy: orNull(recordId),
    }),
  ),
  guardianConsent: orNull(z.strictObject({ date: localDateField, name: orNull(nameField) })),
  medicalNecessity: orNull(text),
  eligibilityCheck: orNull(
    z.strictObject({
      checkedOn: localDateField.describe('counts for the date of service alone'),
      result: z.enum(['active', 'inactive']),
      reference: orNull(word),
    }),
  ),
  authorizations: z
    .array(
      z.strictObject({
        state,
        type: z.enum(['license', 'compact-license', 'telehealth-registration', 'exception']),
        number: orNull(word),
        from: orNull(localDateField),
        to: orNull(localDateField),
      }),
    )
    .max(LIST_MAX)
    .default([])
    .describe('where the clinician may treat; membership in a compact alone is not enough'),
  diagnoses: z.array(diagnosisField).max(LIST_MAX).default([]),
  windowStart: orNull(localDateField).describe('first review of an e-visit; null: its first segment'),
  patientStatus: identityFields.patientStatus,
  lastProfessionalService: identityFields.lastProfessionalService,
  note: orNull(text),
  ...workFields,
  minutes: orNull(z.number().min(0).max(MINUTES_MAX)).describe(
    'total of the clinician on the date, with and without the patient; null: the sum of the segments',
  ),
  ...surroundingFields,
  ...specialFields,
  ...recordWords,
};

/** The whole clinical record of one encounter, as a client sends it. */
export const encounterContent = z
  .strictObject({
    ...fields,
    ...imageTimes(instantField),
    segments: z.array(segmentOf(instantField)).max(SEGMENTS_MAX).default([]),
  })
  .superRefine(({ segments, authorizations, imageReceivedAt, imageRepliedAt }, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    segments.forEach(({ start, end }, index) => {
      if (end !== null && end < start) issue(['segments', index, 'end'], 'must not be before start');
    });
    if (imageReceivedAt !== null && imageRepliedAt !== null && imageRepliedAt < imageReceivedAt)
      issue(['imageRepliedAt'], 'must not be before imageReceivedAt');
    authorizations.forEach(({ from, to }, index) => {
      if (from !== null && to !== null && to < from)
        issue(['authorizations', index, 'to'], 'must not be before from');
    });
  });

const answeredLine = z.object({
  code: z.string(),
  units: z.number(),
  modifiers: z.array(z.string()),
  pos: z.string().nullable(),
});

/** What was decided at signing, in the shape of the stateless assessment. */
const signedAssessment = z.object({
  codes: z.array(answeredLine),
  refused: z.string().nullable(),
  warnings: z.array(z.string()),
  selectionBasis: z.enum(['time', 'mdm']).nullable(),
  payment: z.object(paymentAnswer.shape).nullable(),
  facts: z.object({ countableMinutes: z.number().exactOptional() }),
  rules: z.array(z.string()),
});

/** The patient's record at the time of signing. */
export const snapshot = z.object({
  zone: z.string(),
  /** Whole years on the date of service, 18 for every adult; null: no birth date on file. */
  patientAge: z.number().nullable(),
  proof: z.object({ date: localDateField, practitionerId: z.string().nullable() }).nullable(),
}) satisfies z.ZodType<EncounterSnapshot>;

export const storedEncounter = z.object({
  ...fields,
  ...imageTimes(storedInstant),
  segments: z.array(segmentOf(storedInstant)),
  id: z.string(),
  version: z.int(),
  /** The encounter as first recorded. An amendment has the id `<rootId>~<number>`. */
  rootId: z.string(),
  amendment: z.int().min(0),
  amendReason: z.string().nullable(),
  status: z.enum(['draft', 'finalized', 'voided']),
  createdBy: z.string(),
  createdAt: storedInstant,
  signed: z
    .object({
      by: z.string(),
      at: storedInstant,
      payerId: z.string().nullable(),
      payerProfile: z.string().nullable(),
      assessment: signedAssessment,
      snapshot,
    })
    .nullable(),
}) satisfies z.ZodType<RecordedEncounter>;

export type EncounterContent = z.output<typeof encounterContent>;
export type EncounterInput = EncounterContent & { readonly id: string };
export type Encounter = Readonly<z.output<typeof storedEncounter>>;
export type Segment = Encounter['segments'][number];

/** The id of the n-th amendment. No id that a client may choose contains `~`. */
export function amendmentId(rootId: string, amendment: number): string {
  return amendment === 0 ? rootId : `${rootId}~${amendment}`;
}

/** The clinical record alone, as a client may put it back. */
export function contentOf(encounter: Encounter): EncounterContent {
  const { id, version, rootId, amendment, amendReason, status, createdBy, createdAt, signed, ...content } =
    encounter;
  void [id, version, rootId, amendment, amendReason, status, createdBy, createdAt, signed];
  return content;
}
