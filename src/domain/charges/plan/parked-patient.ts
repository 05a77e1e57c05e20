import type { ChargeSource } from '../charge.js';

export function parkedPatientId(patientId: string): string {
  return `patient~${patientId}`;
}

/** Marks a patient who could not be assessed at all. Stored charges stay untouched. */
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
