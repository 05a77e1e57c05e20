import type { Erasure } from './erasure.js';
import type { Patient } from '../record/patient.js';

const ERASED = 'erased';

/**
 * The patient without anything that names the person, as the next version. The facts stay where charges rest on them, and
 * until it is certain that none do.
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
        // Whether there was one decides charges; which one names the person.
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
