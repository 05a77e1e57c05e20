import { z } from 'zod';
import { PARK_TEXT, REASON_TEXT } from '../../../domain/charges/explain/reason-text.js';
import { REVIEW_TEXT } from '../../../domain/charges/explain/review-text.js';
import {
  count,
  dayText,
  instantText,
  keyOf,
  sha256Text,
} from '../../../platform/http/answers/answer-fields.js';
import { storedPayer } from '../../practices/payers/payer.js';

/** Charges and the codes that were not charged, as the domain describes them. */

export const texts = z.array(z.string());
const servicePeriod = z.strictObject({ start: dayText, end: dayText }).describe('both days are included');
const detail = z.record(z.string(), z.union([z.string(), z.number()]));
export const chargeKind = z.enum(['original', 'replacement', 'void']);
export const chargeStatus = z.enum([
  ...(['proposed', 'approved', 'held', 'exported', 'replaced', 'voided', 'withdrawn'] as const),
]);
const decision = z.strictObject({
  action: z.enum(['approve', 'hold', 'release', 'edit', 'export', 'withdraw-export']),
  by: z.string(),
  at: instantText,
  reason: z.string().nullable(),
});
export const amountBasis = z.enum(['national', 'locality', 'LOCALITY_NOT_LOADED', 'health-center rate']);

export const chargeAnswer = z
  .strictObject({
    id: z.string(),
    sourceId: z.string(),
    patientId: z.string(),
    enrollmentId: z.string().describe('empty for the charge of an encounter'),
    program: z.string(),
    code: z.string(),
    kind: chargeKind,
    adjusts: z.string().nullable(),
    status: chargeStatus,
    sourceState: z.enum(['closed', 'parked', 'superseded']),
    units: count,
    modifiers: texts,
    dateOfService: dayText,
    servicePeriod,
    payerId: z.string(),
    payerType: storedPayer.shape.type,
    diagnoses: texts,
    placeOfService: z.string(),
    renderingPractitionerId: z.string(),
    billingPractitionerId: z.string(),
    days: count.nullable(),
    minutes: count.nullable(),
    expectedAmountCents: z.int().nullable(),
    amountBasis: amountBasis.nullable(),
    informational: z.boolean(),
    reviewRequired: z.boolean(),
    edited: z.boolean(),
    replaces: z.string().nullable(),
    rules: texts,
    flags: texts,
    detail,
    decisions: z.array(decision),
    batchNumber: z.int().min(1).nullable(),
  })
  .meta({ id: 'Charge' });

export const decidedAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      outcome: z.enum(['done', 'unchanged', 'refused']),
      reason: z
        .enum([
          ...(['not_found', 'patient_erased', 'source_parked', 'source_superseded'] as const),
          ...(['status_does_not_allow', 'has_later_adjustment', 'two_supply_codes'] as const),
          ...(['two_encounter_codes', 'short_and_long_code', 'add_on_without_base', 'code_twice'] as const),
          ...(['units_below_one', 'date_outside_period', 'date_after_death'] as const),
        ])
        .nullable(),
      charge: chargeAnswer.nullable(),
    }),
  ),
  remaining: z.boolean(),
});

const reason = keyOf(REASON_TEXT);
export const notBilledAnswer = z
  .strictObject({
    sourceId: z.string(),
    patientId: z.string(),
    enrollmentId: z.string(),
    program: z.string(),
    code: z.string(),
    reason,
    reasons: z.array(reason).min(1),
    explanation: z.string(),
    servicePeriod,
    days: count.nullable(),
    minutes: count.nullable(),
    rules: texts,
    flags: texts,
    detail,
  })
  .meta({ id: 'NotBilled' });

const waiting = {
  sourceId: z.string(),
  patientId: z.string(),
  enrollmentId: z.string().nullable(),
  servicePeriod: servicePeriod.nullable(),
};
export const parkedAnswer = z
  .strictObject({ ...waiting, reason: keyOf(PARK_TEXT), errorId: z.string().nullable() })
  .meta({ id: 'Parked' });
export const releasedAnswer = z.strictObject({ released: z.boolean(), parked: parkedAnswer.nullable() });
export const reviewItemAnswer = z
  .strictObject({
    ...waiting,
    reason: keyOf(REVIEW_TEXT),
    text: z.string(),
    chargeIds: texts,
    readingIds: texts,
    timeEntryIds: texts,
  })
  .meta({ id: 'ReviewItem' });

const brief = z.strictObject({ kind: chargeKind, units: count, dateOfService: dayText, modifiers: texts });
export const closeReportAnswer = z.strictObject({
  counts: z.strictObject({
    patients: count,
    failedPatients: count,
    sources: count,
    openSources: count,
    parkedSources: count,
    written: count,
    created: count,
    updated: count,
    withdrawn: count,
    adjustmentsProposed: count,
  }),
  changes: z.array(
    z.strictObject({
      change: z.enum(['created', 'updated', 'withdrawn', 'adjustment_proposed', 'parked', 'unparked']),
      id: z.string(),
      code: z.string().nullable(),
      before: brief.nullable(),
      after: brief.nullable(),
      patientId: z.string(),
    }),
  ),
  parked: z.array(parkedAnswer),
  digest: sha256Text,
});
