import type { PayerSpan } from '../facts/coverage.js';
import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { EncounterOnFile } from '../facts/recorded-encounter.js';
import type { ProfileRow } from '../rulebook/telehealth/payer-profiles.js';

/** Everything that decides the charges of one patient. */
export interface PatientCase {
  readonly monitoring: MonitoringFacts;
  /** The current version of each signed encounter, voided ones included. */
  readonly encounters: readonly EncounterOnFile[];
  readonly payers: readonly PayerSpan[];
  /** The practice's own telehealth profiles; they take precedence over the rulebook's. Read only with encounters. */
  readonly profiles: readonly ProfileRow[];
}

/** A patient without encounters. */
export function withoutEncounters(monitoring: MonitoringFacts): PatientCase {
  return { monitoring, encounters: [], payers: [], profiles: [] };
}
