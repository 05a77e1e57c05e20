import type { EncounterFacts } from '../../facts/encounter.js';
import { codeEncounter } from './code-encounter.js';
import { nearestAlternative } from './line/alternative.js';
import { warn, type TelehealthAssessment } from './line/outcome.js';
import { BUILT_IN_TABLES, type PracticeTables } from './practice-tables.js';

/**
 * The codes of one virtual encounter, or every reason that there are none and the nearest code that the same record
 * supports. Pure and total: a missing fact is a refusal, and the same facts give the same answer.
 */
export function assessEncounter(
  facts: EncounterFacts,
  practice: PracticeTables = BUILT_IN_TABLES,
): TelehealthAssessment {
  const coded = codeEncounter(facts, practice);
  const alternative = nearestAlternative(facts, coded, practice);
  if (alternative === null) return coded.assessment;
  const { assessment } = coded;
  const word = `ALTERNATIVE:${alternative.code}` as const;
  const said = assessment.warnings.some((warning) => warning.word === word);
  return {
    ...assessment,
    alternative,
    warnings: said ? assessment.warnings : [...assessment.warnings, warn(word)],
  };
}
