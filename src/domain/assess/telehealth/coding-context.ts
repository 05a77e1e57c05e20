import type { EncounterFacts, EncounterModality, PatientStatus } from '../../facts/encounter.js';
import type { TelehealthProfile } from '../../rulebook/telehealth/payer-profiles.js';
import { isUnitedStates } from '../../rulebook/telehealth/places.js';
import type { Warning } from './line/outcome.js';

/** How a visit took place; in person where another visit of the day was. */
export type VisitModality = EncounterModality | 'in-person';

/** The facts with what follows from them alone; families read nothing else. */
export interface EncounterContext {
  readonly facts: EncounterFacts;
  /** The families are asked only when the payer's profile is known. */
  readonly profile: TelehealthProfile;
  readonly modality: VisitModality;
  /** null: neither status nor history recorded. */
  readonly status: PatientStatus | null;
  /** Whole countable minutes on the date; null when no minutes were recorded. */
  readonly minutes: number | null;
  /** Whole minutes of medical discussion on an audio-only call; null when not recorded. */
  readonly discussion: number | null;
  readonly warnings: readonly Warning[];
}

/** Status for tables: while it is missing, the one with the lower thresholds, so that nothing else is refused for it. */
export function tableStatus({ status }: EncounterContext): PatientStatus {
  return status ?? 'established';
}

export function isMedicare({ profile }: EncounterContext): boolean {
  return profile.kind === 'medicare';
}

export function isHealthCenter(context: EncounterContext): boolean {
  const { billingEntity } = context.facts;
  return isMedicare(context) && (billingEntity === 'fqhc' || billingEntity === 'rhc');
}

export function isCriticalAccess(context: EncounterContext): boolean {
  return isMedicare(context) && context.facts.billingEntity === 'cah-method-ii';
}

/** Setting of a patient inside the United States; null when it is unknown or the patient was abroad. */
export function settingInUs({ facts }: EncounterContext): string | null {
  const location = facts.patientLocation;
  return location && isUnitedStates(location.country) ? location.setting : null;
}
