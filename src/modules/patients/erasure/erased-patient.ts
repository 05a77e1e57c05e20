import { ERASED } from '../../records/patient-record/erased-text.js';
import type { Patient } from '../record/patient.js';
import type { Erasure } from './erasure.js';

/**
 * The next version of the patient, without anything that identifies the person. The facts stay while charges depend on
 * them or may still do so.
 */
export function erasedPatient(patient: Patient, erasure: Erasure): Patient {
  const { id, version, zones, coverage } = patient;
  const nameless = {
    ...patient,
    id,
    version: version + 1,
    erasure,
    mrn: null,
    name: null,
    birthDate: null,
    phone: null,
    address: null,
  };
  if (erasure.mode === 'deidentified' || erasure.state !== 'done')
    return {
      ...nameless,
      coverage: coverage.map((each) => ({
        ...each,
        memberId: null,
        // Charges depend on whether there was one, but the number identifies the person.
        priorAuthNumber: each.priorAuthNumber && ERASED,
      })),
    };
  return {
    ...nameless,
    zones: zones.slice(0, 1).map(() => ({ zone: 'UTC', from: null })),
    establishedPatient: false,
    establishedProof: null,
    rpmStartedDuringPhe: null,
    deathDate: null,
    inpatientStays: [],
    priorClaims: [],
    tcm: [],
    apcm: [],
    smbpReports: [],
    coverage: [],
  };
}
