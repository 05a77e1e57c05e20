import type { EncounterOnFile } from '../facts/recorded-encounter.js';
import type { LoadedFees } from '../rulebook/payment/loaded-tables.js';
import { decideEncounters, type EncounterDecision } from './encounters/decide-encounters.js';
import { readEncounter, type EncounterSetting } from './encounters/record/read-encounter.js';

/** The encounters of one patient, and what it takes to read them. */
export interface EncounterCase extends EncounterSetting {
  /** The current version of each encounter. */
  readonly encounters: readonly EncounterOnFile[];
  /** CMS's fee files as the practice loaded them; null: the built-in amounts alone. */
  readonly fees: LoadedFees | null;
}

/**
 * What one encounter, signed or not, comes to alongside the patient's others. It is decided as `assessPatient` decides
 * it, before the rules that reach across to monitoring. null: the encounter is voided or not among those given.
 */
export function reviewEncounter(patient: EncounterCase, rootId: string): EncounterDecision | null {
  const { encounters, profiles, fees } = patient;
  const records = encounters.map((one) => readEncounter(one, patient));
  const decisions = decideEncounters(records, { rows: profiles, fees });
  return decisions.find(({ record }) => record.rootId === rootId) ?? null;
}
