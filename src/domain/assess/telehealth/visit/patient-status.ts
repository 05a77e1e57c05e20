import type { EncounterFacts, LastProfessionalService, PatientStatus } from '../../../facts/encounter.js';
import { ESTABLISHED_YEARS } from '../../../rulebook/telehealth/service-intervals.js';
import type { LocalDate } from '../../../time/local-date.js';
import { yearsAfter } from '../calendar.js';
import { warn, type Warning } from '../line/outcome.js';
import { WARNING_TEXT } from '../warning-text.js';

export interface StatusFound {
  readonly status: PatientStatus | null;
  readonly warnings: readonly Warning[];
}

/** New or established (T3). A recorded status takes precedence over the history. */
export function patientStatus(facts: EncounterFacts, subspecialtyCounts: boolean): StatusFound {
  const last = facts.lastProfessionalService;
  const seen = last === null ? null : dateSeen(last, subspecialtyCounts);
  // Three years from the service: the same day of the third year is still within them.
  const within = seen !== null && facts.dateOfService <= yearsAfter(seen, ESTABLISHED_YEARS);
  const onTheDay = seen !== null && facts.dateOfService === yearsAfter(seen, ESTABLISHED_YEARS);
  // A service after the date says nothing about what came before it.
  const known = last !== null && (last.date === null || last.date <= facts.dateOfService);
  const derived = !known ? null : within ? 'established' : 'new';
  return {
    status: facts.patientStatus ?? derived,
    warnings: onTheDay ? [warn('THREE_YEAR_BOUNDARY_REVIEW', WARNING_TEXT.lastSeen(seen))] : [],
  };
}

/** The date of a service that makes the patient established; null if the history has none. */
function dateSeen(last: LastProfessionalService, subspecialtyCounts: boolean): LocalDate | null {
  const sameClinicians =
    last.sameSpecialty !== false && !(subspecialtyCounts && last.sameSubspecialty === false);
  // Reading a test without seeing the patient does not make the patient established.
  return sameClinicians && last.faceToFace !== false ? last.date : null;
}
