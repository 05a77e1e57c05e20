import type { EncounterFacts, PatientStatus } from '../../facts/encounter.js';
import { ESTABLISHED_YEARS } from '../../rulebook/telehealth/intervals.js';
import { yearsBefore } from './calendar.js';
import { warn, type Warning } from './outcome.js';

export interface StatusFound {
  readonly status: PatientStatus | null;
  readonly warnings: readonly Warning[];
}

/** New or established (section 3); a recorded status stands before the history. */
export function patientStatus(facts: EncounterFacts, subspecialtyCounts: boolean): StatusFound {
  const last = facts.lastProfessionalService;
  if (facts.patientStatus) return { status: facts.patientStatus, warnings: [] };
  if (!last) return { status: null, warnings: [] };
  const sameClinicians =
    last.sameSpecialty !== false && !(subspecialtyCounts && last.sameSubspecialty === false);
  // Reading a test without seeing the patient makes nobody established.
  if (last.date === null || !sameClinicians || last.faceToFace === false)
    return { status: 'new', warnings: [] };
  const boundary = yearsBefore(facts.dateOfService, ESTABLISHED_YEARS);
  if (last.date < boundary) return { status: 'new', warnings: [] };
  return {
    status: 'established',
    warnings:
      last.date === boundary ? [warn('THREE_YEAR_BOUNDARY_REVIEW', `last service on ${last.date}`)] : [],
  };
}
