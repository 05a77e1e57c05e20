import type { EncounterSnapshot } from '../../../facts/recorded-encounter.js';
import { ADULT_AGE } from '../../../rulebook/telehealth/required-facts.js';
import type { LocalDate } from '../../../time/local-date.js';
import { startOfDay, zoneAt, type ZoneHistory } from '../../../time/zone.js';

/** What the patient's record says on a date of service. */
export function encounterSnapshot(
  patient: { readonly zones: ZoneHistory; readonly birthDate: LocalDate | null } & Pick<
    EncounterSnapshot,
    'proof'
  >,
  dateOfService: LocalDate,
): EncounterSnapshot {
  const { zones, birthDate, proof } = patient;
  const first = zones[0]?.zone ?? 'UTC';
  return {
    zone: zoneAt(zones, startOfDay(dateOfService, first)),
    patientAge: ageForRules(birthDate, dateOfService),
    proof,
  };
}

/** Whole years on a date. Every adult has the same age: the rules ask for no more. */
function ageForRules(birthDate: LocalDate | null, day: LocalDate): number | null {
  if (birthDate === null) return null;
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const age = day.slice(5) < birthDate.slice(5) ? years - 1 : years;
  return Math.max(0, Math.min(age, ADULT_AGE));
}
