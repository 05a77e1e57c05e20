import type { EncounterFacts } from '../../facts/encounter.js';
import type { Flag } from '../flags.js';
import { assessEncounter } from '../telehealth/assess-encounter.js';
import type { TelehealthAssessment } from '../telehealth/line/outcome.js';
import type { PracticeTables } from '../telehealth/practice-tables.js';
import { classify, inOrder, type ClassifiedEncounter } from './classified-encounter.js';
import { DayGroups } from './day-groups.js';
import { lastService, makesEstablished } from './history.js';
import { nearbyFlags } from './nearby-services.js';
import type { CodableEncounter } from './record/codable-encounter.js';
import { withNeighbors } from './with-neighbors.js';

export interface EncounterDecision {
  readonly record: CodableEncounter;
  /** What the decision was made from: the record, its payer and the patient's other encounters. */
  readonly facts: EncounterFacts;
  readonly assessment: TelehealthAssessment;
  /** The encounter that also reports this one; null: it reports itself. */
  readonly carriedBy: string | null;
  /** What only a person can judge about the encounters around it. Its charges wait for a person. */
  readonly reviewFlags: readonly Flag[];
}

/**
 * Codes every encounter of one patient, each with what the others add: history, services of the day, shared minutes.
 * The order is fixed by the records, so the order in which they were finalized does not matter. Pure.
 */
export function decideEncounters(
  records: readonly CodableEncounter[],
  practice: PracticeTables,
): readonly EncounterDecision[] {
  const standing = records
    .filter(({ voided }) => !voided)
    .sort(inOrder)
    .map((record) => classify(record, practice.rows));
  const groups = new DayGroups(standing);
  return standing.map((own) => {
    const others = standing.filter(({ record }) => record.rootId !== own.record.rootId);
    const facts = withNeighbors(own, others, groups);
    const carrier = groups.carrierOf(own);
    return {
      record: own.record,
      facts,
      assessment: assessEncounter(facts, practice),
      carriedBy: carrier === own ? null : carrier.record.rootId,
      reviewFlags: [
        ...nearbyFlags(own, others, groups),
        ...(statusDiffers(own, others) ? (['RECORDED_NEW_BUT_SEEN_BEFORE'] as const) : []),
      ],
    };
  });
}

function statusDiffers(own: ClassifiedEncounter, others: readonly ClassifiedEncounter[]): boolean {
  if (own.record.facts.patientStatus !== 'new') return false;
  const history = lastService(
    own,
    others.filter(({ isVisit }) => isVisit),
  );
  return history !== null && makesEstablished(own, history);
}
