import type { ChargeSource } from '../charge.js';

export function parkedPatientId(patientId: string): string {
  return `patient~${patientId}`;
}

/** The mark of a patient who could not be assessed at all; the charges that stand are left alone. */
export function parkedPatient(patientId: string, errorId: string): ChargeSource {
  return {
    sourceId: parkedPatientId(patientId),
    patientId,
    enrollmentId: null,
    kind: 'patient',
    period: null,
    closesOn: null,
    state: 'parked',
    parking: { reason: 'internal_error', errorId },
    charges: [],
    notBilled: [],
    flags: [],
    evidence: null,
    earlierEvidence: [],
  };
}
