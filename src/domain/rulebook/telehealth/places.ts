import type { LocalDate } from '../../time/local-date.js';

/** Settings that count as the patient's home: a hotel or a car is place of service 10, not 02 (sources NGS-95, K). */
const HOME_LIKE: readonly string[] = ['home', 'hotel', 'vehicle', 'workplace', 'temporary-lodging'];

export function isHomeLike(setting: string): boolean {
  return HOME_LIKE.includes(setting);
}

const HOME_POS = '10';
export const OTHER_TELEHEALTH_POS = '02';
/** Before this date, all telehealth had place of service 02. */
const HOME_POS_FROM = '2022-01-01';

/** Place of service by where the patient is (rule T8.2). */
export function telehealthPos(setting: string, day: LocalDate): string {
  return isHomeLike(setting) && day >= HOME_POS_FROM ? HOME_POS : OTHER_TELEHEALTH_POS;
}

/** Place of service where the clinician usually sees patients. */
export const IN_PERSON_POS = { office: '11', hospital: '22' } as const;

/** Territories that Medicare covers and that also have country codes. */
const TERRITORIES: readonly string[] = ['PR', 'VI', 'GU', 'AS', 'MP'];
const UNITED_STATES: readonly string[] = ['US', 'USA', ...TERRITORIES];

export function isUnitedStates(country: string | null): boolean {
  return country === null || UNITED_STATES.includes(country.toUpperCase());
}

/** The state whose license counts. A territory that is given as the country counts as a state. */
export function licensingState(location: {
  readonly state: string | null;
  readonly country: string | null;
}): string | null {
  const country = location.country?.toUpperCase() ?? '';
  return location.state ?? (TERRITORIES.includes(country) ? country : null);
}
