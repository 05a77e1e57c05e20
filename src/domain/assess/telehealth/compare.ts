import type { EncounterFacts } from '../../facts/encounter.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import type { LocalDate } from '../../time/local-date.js';
import { assessEncounter } from './assess-encounter.js';
import type { TelehealthAssessment } from './outcome.js';

export interface BasisComparison {
  /** The encounter with its minutes alone; null where none were recorded. */
  readonly byTime: TelehealthAssessment | null;
  /** … and with its MDM alone. */
  readonly byMdm: TelehealthAssessment | null;
  readonly chosen: TelehealthAssessment;
}

/** One encounter by each basis, side by side. */
export function compareBases(
  facts: EncounterFacts,
  practiceRows: readonly ProfileRow[] = [],
): BasisComparison {
  const timed = facts.minutes !== null || facts.cumulativeMinutes !== null;
  const { surroundings } = facts;
  const byMdm = {
    ...facts,
    minutes: null,
    cumulativeMinutes: null,
    surroundings: { ...surroundings, sameDayServices: [] },
  };
  return {
    byTime: timed ? assessEncounter({ ...facts, mdm: null }, practiceRows) : null,
    byMdm: facts.mdm === null ? null : assessEncounter(byMdm, practiceRows),
    chosen: assessEncounter(facts, practiceRows),
  };
}

export interface Circumstance {
  readonly payer: string;
  readonly dateOfService: LocalDate;
}

export interface ComparedCircumstance extends Circumstance {
  readonly assessment: TelehealthAssessment;
}

/** The same encounter under other payers and dates, in the order asked. */
export function compareCircumstances(
  facts: EncounterFacts,
  circumstances: readonly Circumstance[],
  practiceRows: readonly ProfileRow[] = [],
): readonly ComparedCircumstance[] {
  return circumstances.map(({ payer, dateOfService }) => ({
    payer,
    dateOfService,
    assessment: assessEncounter({ ...facts, payer, dateOfService }, practiceRows),
  }));
}
