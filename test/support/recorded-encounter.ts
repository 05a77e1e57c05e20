import type { RecordedEncounter } from '../../src/domain/facts/recorded-encounter.js';
import { localDate } from '../../src/domain/time/local-date.js';

/** A draft of 2026-01-20 on which nothing but its date and clinician is recorded, with changes. */
export function recordedEncounter(change: Partial<RecordedEncounter> = {}): RecordedEncounter {
  return {
    id: 'V1',
    rootId: 'V1',
    amendment: 0,
    status: 'draft',
    patientId: 'P',
    clinicianId: 'DR',
    billingPractitionerId: null,
    specialty: null,
    subspecialty: null,
    dateOfService: localDate('2026-01-20'),
    modality: null,
    segments: [],
    diagnoses: [],
    consent: null,
    guardianConsent: null,
    platform: null,
    medicalNecessity: null,
    eligibilityCheck: null,
    authorizations: [],
    windowStart: null,
    imageReceivedAt: null,
    imageRepliedAt: null,
    signed: null,
    ...change,
  };
}
