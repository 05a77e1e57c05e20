import { Schema } from 'mongoose';
import type { ChargeSource } from '../../../domain/charges/charge.js';
import { reviewItems } from '../../../domain/charges/explain/review-items.js';
import { exportableCharges } from '../../../domain/charges/exportable-charges.js';
import { lastDay } from '../../../domain/time/period.js';
import { monthOf, type YearMonth } from '../../../domain/time/year-month.js';
import { docId } from '../../../platform/database/doc-id.js';

export const CHARGE_SOURCES = 'chargeSources';

/** One document holds all charges of one source, so that one atomic write changes them together. */
export interface ChargeSourceDoc extends Omit<ChargeSource, 'sourceId'> {
  readonly _id: string;
  readonly practiceId: string;
  /** The source id. */
  readonly id: string;
  readonly version: number;
  /** Month of the last date of service; without one, of the period's last day; null for a parked patient. */
  readonly serviceMonth: YearMonth | null;
  /** Whether an approved charge is waiting for export. */
  readonly exportable: boolean;
  /** Whether a person must look at something in it (`reviewItems`). */
  readonly needsReview: boolean;
}

export interface StoredSource {
  readonly source: ChargeSource;
  readonly version: number;
}

export const chargeSourceSchema = new Schema<ChargeSourceDoc>(
  {
    _id: String,
    practiceId: String,
    id: String,
    version: Number,
    patientId: String,
    enrollmentId: String,
    state: String,
    serviceMonth: String,
    exportable: Boolean,
    needsReview: Boolean,
  } as never,
  {
    collection: CHARGE_SOURCES,
    autoIndex: false,
    versionKey: false,
    id: false,
    minimize: false,
    strict: false,
  },
);
chargeSourceSchema.index({ practiceId: 1, patientId: 1 });
chargeSourceSchema.index({ practiceId: 1, serviceMonth: 1, _id: 1 });
chargeSourceSchema.index(
  { practiceId: 1, state: 1, _id: 1 },
  { partialFilterExpression: { state: 'parked' }, name: 'parked' },
);
chargeSourceSchema.index(
  { practiceId: 1, exportable: 1, _id: 1 },
  { partialFilterExpression: { exportable: true }, name: 'exportable' },
);
chargeSourceSchema.index(
  { practiceId: 1, needsReview: 1, _id: 1 },
  { partialFilterExpression: { needsReview: true }, name: 'needs-review' },
);

export function toDoc(practiceId: string, source: ChargeSource, version: number): ChargeSourceDoc {
  const { sourceId, ...rest } = source;
  return {
    _id: docId(practiceId, sourceId),
    practiceId,
    id: sourceId,
    version,
    ...rest,
    serviceMonth: serviceMonth(source),
    exportable: exportableCharges(source).length > 0,
    needsReview: reviewItems(source).length > 0,
  };
}

export function fromDoc(doc: ChargeSourceDoc): StoredSource {
  if (!Array.isArray(doc.charges) || typeof doc.version !== 'number')
    throw new Error(`chargeSources: document ${doc._id} is damaged`);
  const source: ChargeSource = {
    sourceId: doc.id,
    patientId: doc.patientId,
    enrollmentId: doc.enrollmentId,
    kind: doc.kind,
    period: doc.period,
    closesOn: doc.closesOn,
    state: doc.state,
    parking: doc.parking,
    charges: doc.charges,
    notBilled: doc.notBilled,
    flags: doc.flags,
    evidence: doc.evidence,
    earlierEvidence: doc.earlierEvidence,
  };
  return { source, version: doc.version };
}

function serviceMonth(source: ChargeSource): YearMonth | null {
  if (source.period === null) return null;
  const dates = source.charges
    .filter(({ status }) => status !== 'withdrawn')
    .map(({ terms }) => terms.dateOfService);
  return monthOf(dates.reduce((a, b) => (a > b ? a : b), dates[0] ?? lastDay(source.period)));
}
