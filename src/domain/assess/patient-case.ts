import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { ProfileRow } from '../rulebook/telehealth/payer-profiles.js';
import type { EncounterRecord } from './encounters/record/codable-encounter.js';

/** Everything that decides the charges of one patient. */
export interface PatientCase {
  readonly monitoring: MonitoringFacts;
  /** The current version of each signed encounter, voided ones included. */
  readonly encounters: readonly EncounterRecord[];
  /** The practice's own telehealth profiles of its payers; they take precedence over the rulebook's. */
  readonly profiles: readonly ProfileRow[];
}
