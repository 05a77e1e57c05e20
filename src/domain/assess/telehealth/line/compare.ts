import type { EncounterFacts } from '../../../facts/encounter.js';
import type { LocalDate } from '../../../time/local-date.js';
import { assessEncounter } from '../assess-encounter.js';
import { BUILT_IN_TABLES, type PracticeTables } from '../practice-tables.js';
import type { TelehealthAssessment } from './outcome.js';

export interface BasisComparison {
  /** The encounter coded by its minutes only; null if none were recorded. */
  readonly byTime: TelehealthAssessment | null;
  /** The encounter coded by its MDM only; null if none was recorded. */
  readonly byMdm: TelehealthAssessment | null;
  readonly chosen: TelehealthAssessment;
}

/** Codes one encounter by each basis, side by side. */
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

/** Codes the same encounter under other payers and dates, in the given order. */
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
