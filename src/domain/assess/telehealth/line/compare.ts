import type { EncounterFacts } from '../../../facts/encounter.js';
import type { LocalDate } from '../../../time/local-date.js';
import { assessEncounter } from '../assess-encounter.js';
import { BUILT_IN_TABLES, type PracticeTables } from '../practice-tables.js';
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
  practice: PracticeTables = BUILT_IN_TABLES,
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
    byTime: timed ? assessEncounter({ ...facts, mdm: null }, practice) : null,
    byMdm: facts.mdm === null ? null : assessEncounter(byMdm, practice),
    chosen: assessEncounter(facts, practice),
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
  practice: PracticeTables = BUILT_IN_TABLES,
): readonly ComparedCircumstance[] {
  return circumstances.map(({ payer, dateOfService }) => ({
    payer,
    dateOfService,
    assessment: assessEncounter({ ...facts, payer, dateOfService }, practice),
  }));
}
