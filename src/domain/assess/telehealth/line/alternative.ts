import type { EncounterFacts } from '../../../facts/encounter.js';
import {
  HOPELESS_WORDS,
  neighborsOf,
  type Neighbor,
} from '../../../rulebook/telehealth/neighbor-services.js';
import { warningKind } from '../../../rulebook/telehealth/words.js';
import { codeEncounter, type CodedEncounter } from '../code-encounter.js';
import type { PracticeTables } from '../practice-tables.js';
import { ALTERNATIVE_TEXT } from '../warning-text.js';
import type { Alternative } from './outcome.js';

/**
 * The nearest other code that the same record supports as it is: instead of a refusal, or beside a check-in that also
 * qualifies as a visit. null: no neighboring family of the same modality reports it. An alternative is reportable once
 * it is recorded as that service.
 */
export function nearestAlternative(
  facts: EncounterFacts,
  { assessment, kind }: CodedEncounter,
  practice: PracticeTables,
): Alternative | null {
  if (kind === null || !mayHaveOne(assessment)) return null;
  for (const neighbor of neighborsOf(kind, facts.dateOfService)) {
    const recorded = recordedAs(facts, neighbor);
    const other = recorded && codeEncounter(recorded, practice);
    const line = other?.assessment.codes[0];
    if (!other || !line) continue;
    // If the encounter has a code, the same family adds nothing new.
    if (other.kind === kind && assessment.refusals.length === 0) continue;
    return {
      code: line.code,
      units: line.units,
      modifiers: line.modifiers,
      pos: line.pos,
      why: whyOf(neighbor, assessment.refusals),
      ruleRefs: other.assessment.rules,
    };
  }
  return null;
}

/**
 * A refusal that applies to every family makes a search pointless. Of the reported services, only a check-in has an
 * alternative.
 */
function mayHaveOne({ refusals, warnings }: CodedEncounter['assessment']): boolean {
  return refusals.length > 0
    ? !refusals.some(({ word }) => HOPELESS_WORDS.has(word))
    : warnings.some(({ word }) => word !== null && warningKind(word) === 'ALTERNATIVE:*');
}

/** The same record as the other service; null if nothing would change. */
function recordedAs(facts: EncounterFacts, { as }: Neighbor): EncounterFacts | null {
  switch (as) {
    case 'check-in':
      return facts.briefCheckIn ? null : { ...facts, briefCheckIn: true };
    case 'no check-in':
      return facts.briefCheckIn ? { ...facts, briefCheckIn: false } : null;
    case 'no demonstration':
      return { ...facts, coverage: { ...facts.coverage, federalDemonstration: false } };
  }
}

function whyOf({ label }: Neighbor, refusals: CodedEncounter['assessment']['refusals']): string {
  const words = refusals.map(({ word }) => word).join(', ');
  return words === '' ? ALTERNATIVE_TEXT.beside(label) : ALTERNATIVE_TEXT.instead(label, words);
}
