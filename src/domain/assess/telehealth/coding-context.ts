import type { EncounterFacts, EncounterModality, PatientStatus } from '../../facts/encounter.js';
import type { TelehealthProfile } from '../../rulebook/telehealth/payer-profiles.js';
import { isUnitedStates } from '../../rulebook/telehealth/places.js';
import type { Warning } from './line/outcome.js';

/** How a visit took place. `in-person` if another visit of the day was in person. */
export type VisitModality = EncounterModality | 'in-person';

/** The facts with everything that follows from them. Families read nothing else. */
export interface EncounterContext {
  readonly facts: EncounterFacts;
  /** A family's lines count only if the payer's profile is known. */
  readonly profile: TelehealthProfile;
  readonly modality: VisitModality;
  /** null: neither the status nor the history is recorded. */
  readonly status: PatientStatus | null;
  /** Whole countable minutes on the date; null if no minutes were recorded. */
  readonly minutes: number | null;
  /** Whole minutes of medical discussion on an audio-only call; null if not recorded. */
  readonly discussion: number | null;
  readonly warnings: readonly Warning[];
}

/**
 * The status to look up thresholds with. A missing status counts as established, which has the lower thresholds, so
 * nothing else is refused because of it.
 */
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

/** The setting of a patient in the United States; null if it is unknown or the patient was abroad. */
export function settingInUs({ facts }: EncounterContext): string | null {
  const location = facts.patientLocation;
  return location && isUnitedStates(location.country) ? location.setting : null;
}
