import type { EncounterFacts } from '../../facts/encounter.js';
import type { ProfileRow } from '../../rulebook/telehealth/payer-profiles.js';
import { assessEncounter } from '../telehealth/assess-encounter.js';
import type { TelehealthAssessment } from '../telehealth/outcome.js';
import { patientStatus } from '../telehealth/patient-status.js';
import type { EncounterRecord } from './encounter-record.js';
import { carrierOf, inOrder, known, lastService, withNeighbours } from './neighbours.js';

export interface EncounterDecision {
  readonly record: EncounterRecord;
  /** What was decided from: the record, its payer and its neighbours. */
  readonly facts: EncounterFacts;
  readonly assessment: TelehealthAssessment;
  /** The encounter that reports this one too; null: it reports itself. */
  readonly carriedBy: string | null;
  /** Recorded as new, though an earlier encounter makes the patient established. */
  readonly statusDiffers: boolean;
}

/**
 * Codes every encounter of one patient, each with what the others add: history, services of the day, minutes that both
 * hold. Decided from records alone in a fixed order, so the order in which they were finalised decides nothing. Pure.
 */
export function decideEncounters(
  records: readonly EncounterRecord[],
  rows: readonly ProfileRow[],
): readonly EncounterDecision[] {
  const standing = records
    .filter(({ voided }) => !voided)
    .sort(inOrder)
    .map((record) => known(record, rows));
  return standing.map((own) => {
    const others = standing.filter(({ record }) => record.rootId !== own.record.rootId);
    const facts = withNeighbours(own, others);
    const carrier = carrierOf(own, others);
    return {
      record: own.record,
      facts,
      assessment: assessEncounter(facts, rows),
      carriedBy: carrier === own ? null : carrier.record.rootId,
      statusDiffers: statusDiffers(
        own.record,
        others.filter(({ isVisit }) => isVisit),
      ),
    };
  });
}

function statusDiffers(record: EncounterRecord, visits: Parameters<typeof lastService>[1]): boolean {
  const { facts } = record;
  const history = lastService(record, visits);
  if (facts.patientStatus !== 'new' || history === null) return false;
  const told = patientStatus({ ...facts, patientStatus: null, lastProfessionalService: history }, true);
  return told.status === 'established';
}
