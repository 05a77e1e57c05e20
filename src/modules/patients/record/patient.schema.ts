import { recordSchema, type RecordDoc } from '../../records/record-schema.js';
import type { Patient } from './patient.js';

export const PATIENTS = 'patients';

/** The context that each encrypted value is bound to. */
export const FIELD = {
  mrn: 'patients.mrn',
  family: 'patients.name.family',
  given: 'patients.name.given',
  birthDate: 'patients.birthDate',
  phone: 'patients.phone',
  address: 'patients.address',
  memberId: 'patients.coverage.memberId',
} as const;

/** The stored form: mrn, name, birth date, phone, address and member ids encrypted, instants as dates. */
export type PatientDoc = RecordDoc &
  Omit<Patient, 'id' | 'version' | 'zones' | 'coverage' | 'address' | 'birthDate'> & {
    /** Present while an erasure is under way. */
    erasurePending?: true;
    mrnHash: string | null;
    birthDate: string | null;
    birthDateHash: string | null;
    phoneHash: string | null;
    /** The whole address as JSON, encrypted. */
    address: string | null;
    zones: { zone: string; from: Date | null }[];
    coverage: (Patient['coverage'][number] & { memberIdHash: string | null })[];
  };

export const patientSchema = recordSchema<PatientDoc>(
  PATIENTS,
  {
    mrnHash: String,
    birthDateHash: String,
    phoneHash: String,
    erasurePending: Boolean,
  },
  {
    crossPractice: [
      {
        operation: 'distinct',
        filter: { erasurePending: 'true' },
        reason: 'the schedule asks which practices have erasures to finish',
      },
    ],
    encrypted: {
      mrn: FIELD.mrn,
      'name.family': FIELD.family,
      'name.given': FIELD.given,
      birthDate: FIELD.birthDate,
      phone: FIELD.phone,
      address: FIELD.address,
      'coverage[].memberId': FIELD.memberId,
    },
  },
);
patientSchema.index({ practiceId: 1, mrnHash: 1 });
patientSchema.index({ practiceId: 1, birthDateHash: 1 });
patientSchema.index({ practiceId: 1, phoneHash: 1 });
// Nearly always empty, because it holds only erasures under way.
patientSchema.index(
  { erasurePending: 1, practiceId: 1 },
  { partialFilterExpression: { erasurePending: true } },
);
