import type { EncounterFacts, LastProfessionalService, PatientStatus } from '../../../facts/encounter.js';
import { ESTABLISHED_YEARS } from '../../../rulebook/telehealth/intervals.js';
import type { LocalDate } from '../../../time/local-date.js';
import { yearsAfter } from '../calendar.js';
import { warn, type Warning } from '../line/outcome.js';

export interface StatusFound {
  readonly status: PatientStatus | null;
  readonly warnings: readonly Warning[];
}

/** New or established (section 3); a recorded status stands before the history. */
export function patientStatus(facts: EncounterFacts, subspecialtyCounts: boolean): StatusFound {
  const last = facts.lastProfessionalService;
  const seen = last === null ? null : dateSeen(last, subspecialtyCounts);
  // Three years are counted from the service: the same day of the third year is still within them.
  const within = seen !== null && facts.dateOfService <= yearsAfter(seen, ESTABLISHED_YEARS);
  const onTheDay = seen !== null && facts.dateOfService === yearsAfter(seen, ESTABLISHED_YEARS);
  // A service after the date tells nothing of what came before it.
  const known = last !== null && (last.date === null || last.date <= facts.dateOfService);
  const derived = !known ? null : within ? 'established' : 'new';
  return {
    status: facts.patientStatus ?? derived,
    warnings: onTheDay ? [warn('THREE_YEAR_BOUNDARY_REVIEW', `last service on ${seen}`)] : [],
  };
}

/** Date of a service that makes the patient established; null where the history holds none that does. */
function dateSeen(last: LastProfessionalService, subspecialtyCounts: boolean): LocalDate | null {
  const sameClinicians =
    last.sameSpecialty !== false && !(subspecialtyCounts && last.sameSubspecialty === false);
  // Reading a test without seeing the patient makes nobody established.
  return sameClinicians && last.faceToFace !== false ? last.date : null;
}
