import { recordSchema, type RecordDoc } from '../../records/record-schema.js';

export const ENCOUNTERS = 'encounters';
/** The label that is authenticated with the encrypted part. */
export const SECRET = 'encounters.secret';

/** `secret` holds names and free text, encrypted together. */
export interface EncounterDoc extends RecordDoc {
  readonly patientId: string;
  readonly clinicianId: string;
  readonly dateOfService: string;
  readonly status: string;
  readonly secret: string;
}

export const encounterSchema = recordSchema<EncounterDoc>(
  ENCOUNTERS,
  {
    patientId: String,
    clinicianId: String,
    dateOfService: String,
    status: String,
  },
  { encrypted: { secret: SECRET } },
);
encounterSchema.index({ practiceId: 1, patientId: 1, dateOfService: 1, id: 1 });
encounterSchema.index({ practiceId: 1, clinicianId: 1, dateOfService: 1, id: 1 });
encounterSchema.index({ practiceId: 1, dateOfService: 1, id: 1 });
/** Open drafts are few among all signed encounters. */
encounterSchema.index(
  { practiceId: 1, status: 1, dateOfService: 1, id: 1 },
  { partialFilterExpression: { status: 'draft' } },
);
