import { z } from 'zod';
import {
  NOT_COUNTED_TEXT,
  PARK_TEXT,
  REASON_TEXT,
  TIME_CUT_TEXT,
} from '../../../domain/charges/explain/reason-text.js';
import { count, dayText, instantText, keyOf } from '../../../platform/http/answers/answer-fields.js';
import { policyFields } from '../../practices/practice.input.js';
import {
  amountBasis,
  chargeAnswer,
  chargeKind,
  chargeStatus,
  notBilledAnswer,
  texts,
} from './charge.answer.js';
import { frozenEncounterAnswer } from './frozen-encounter.answer.js';

/** Everything behind one charge, as `domain/charges/explain` assembles it. */

const text = z.string().nullable();
const day = dayText.nullable();

const days = z.strictObject({
  days: count,
  unionDays: count,
  perParameter: z.record(z.string(), count),
  countedBy: z.enum(['max_per_parameter', 'union']),
  readings: count,
  smbpReadings: count.nullable(),
  counted: z.array(
    z.strictObject({
      day: dayText,
      parameters: z.array(z.strictObject({ parameter: z.string(), readingIds: texts })),
    }),
  ),
  notCounted: z.array(
    z.strictObject({
      readingId: z.string(),
      day: dayText,
      reason: keyOf(NOT_COUNTED_TEXT),
      text: z.string(),
    }),
  ),
});

const minutes = z.strictObject({
  program: z.string(),
  minutes: count,
  seconds: count,
  claimedMinutes: count,
  conversation: z.boolean(),
  slices: z.array(
    z.strictObject({
      entryId: z.string(),
      staffId: z.string(),
      day: dayText,
      start: instantText,
      end: instantText,
      seconds: z.number().min(0),
    }),
  ),
  cutOut: z.array(
    z.strictObject({
      entryId: z.string(),
      seconds: z.number().min(0),
      reason: keyOf(TIME_CUT_TEXT),
      text: z.string(),
      keptBy: text,
    }),
  ),
});

const limit = z.strictObject({
  max: count,
  per: z.enum(['year', 'month', 'lifetime']),
  requires: z.record(z.string(), count),
});
const payer = z.strictObject({
  from: day,
  to: day,
  profile: z
    .strictObject({
      payerId: z.string(),
      name: text,
      type: chargeAnswer.shape.payerType,
      mac: text,
      acceptedCodes: texts.nullable(),
      coveredDiagnosisGroups: texts.nullable(),
      priorAuthRequired: z.boolean(),
      limits: z.record(z.string(), limit),
      policy: policyFields.exactOptional(),
    })
    .nullable(),
  priorAuthNumber: text,
});

const consent = z.strictObject({ date: day, method: text, takenBy: text });

/** Only behind a code of an enrollment. */
const enrollmentFields = {
  kind: z.literal('enrollment'),
  consent: consent.extend({ withdrawnOn: day }),
  order: z.strictObject({
    date: day,
    orderedBy: text,
    deviceNamed: z.union([z.string(), z.boolean()]).nullable(),
  }),
  enrollment: z.strictObject({
    program: z.string(),
    startDate: dayText,
    endDate: day,
    endReason: text,
    episodeNumber: z.int().min(1),
    facilityType: text,
  }),
  devices: z.array(
    z.strictObject({
      deviceId: z.string(),
      type: z.string(),
      parameter: z.string(),
      assignedFrom: dayText,
      assignedTo: day,
      setupEducationDate: day,
    }),
  ),
};

/** Only behind a code of an encounter. */
const encounterFields = { kind: z.literal('encounter'), consent, encounter: frozenEncounterAnswer };

const records = {
  establishedPatient: z.boolean(),
  diagnoses: texts,
  practitioners: z.strictObject({ billing: z.string(), rendering: z.string() }),
  zones: texts,
  payer: payer.nullable(),
  policy: policyFields.required(),
  payment: z.strictObject({
    locality: z.strictObject({ state: z.string(), number: z.string() }).nullable(),
    placeOfService: z.string(),
    qualifyingApm: z.boolean(),
    amount: z
      .strictObject({
        unitAmountCents: count,
        amountCents: count,
        conversionFactor: z.number().nullable(),
        basis: amountBasis,
        placeClass: z.enum(['nonfacility', 'facility']),
        release: text,
      })
      .nullable(),
  }),
};

const rule = z.strictObject({
  id: z.string(),
  title: z.string(),
  page: z.string(),
  sources: z.array(z.strictObject({ id: z.string(), title: z.string(), urls: texts })),
  authority: z.enum(['official', 'secondary', 'derived', 'open']),
});

const common = {
  charge: chargeAnswer.nullable(),
  notBilled: notBilledAnswer.nullable(),
  days: days.nullable(),
  minutes: minutes.nullable(),
  contact: z.strictObject({ entryId: z.string(), day }).nullable(),
  ...records,
  rules: z.array(rule),
  missing: z.array(
    z.strictObject({
      reason: z.enum([...keyOf(REASON_TEXT).options, ...keyOf(PARK_TEXT).options]),
      text: z.string(),
    }),
  ),
  adjustments: z.array(
    z.strictObject({ id: z.string(), kind: chargeKind, status: chargeStatus, adjusts: text }),
  ),
  flags: texts,
  evidenceRevision: count,
  evidenceIsLatest: z.boolean(),
};

export const explanationAnswer = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...enrollmentFields, ...common }),
    z.strictObject({ ...encounterFields, ...common }),
  ])
  .meta({ id: 'Explanation' });
