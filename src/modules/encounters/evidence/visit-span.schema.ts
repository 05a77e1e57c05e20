import { Schema } from 'mongoose';

export const VISIT_SPANS = 'visitSpans';

/**
 * Finds the encounters that a person was in at some time. Spans are written before the encounter is signed, so none is
 * missed. Only the encounter's own record counts.
 */
export interface VisitSpanDoc {
  readonly _id: string;
  readonly practiceId: string;
  readonly id: string;
  readonly encounterId: string;
  readonly patientId: string;
  readonly staffId: string;
  readonly start: Date;
  readonly end: Date;
}

export const visitSpanSchema = new Schema<VisitSpanDoc>(
  {
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    id: { type: String, required: true },
    encounterId: { type: String, required: true },
    patientId: { type: String, required: true },
    staffId: { type: String, required: true },
    start: { type: Date, required: true },
    end: { type: Date, required: true },
  },
  { collection: VISIT_SPANS, autoIndex: false, versionKey: false, id: false, minimize: false },
);
visitSpanSchema.index({ practiceId: 1, staffId: 1, start: 1 });
visitSpanSchema.index({ practiceId: 1, patientId: 1 });
