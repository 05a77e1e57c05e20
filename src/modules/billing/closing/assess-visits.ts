import { decideEncounters } from '../../../domain/assess/encounters/decide-encounters.js';
import { encounterSources } from '../../../domain/assess/encounters/encounter-sources.js';
import type { SourceAssessment } from '../../../domain/assess/finding.js';
import { frozenEncounterRecords } from '../../../domain/charges/frozen/freeze-encounter.js';
import type { FrozenRecords } from '../../../domain/charges/frozen/frozen-records.js';
import type { MonitoringFacts } from '../../../domain/facts/monitoring-facts.js';
import type { LocalDate } from '../../../domain/time/local-date.js';
import { patientDayAt } from '../../../domain/time/zone.js';
import type { PatientEncounters } from '../../encounters/record/encounter-evidence.js';

export interface AssessedVisits {
  readonly sources: readonly SourceAssessment[];
  /** What a source of these rests on; null for a source of another kind. */
  readonly recordsOf: (facts: MonitoringFacts, assessed: SourceAssessment) => FrozenRecords | null;
  /** Who bills a source of these; null for a source of another kind. */
  readonly practitionerOf: (assessed: SourceAssessment) => string | null;
}

/** The charges of one patient's encounters, decided together from all of them. */
export function assessVisits(
  encounters: PatientEncounters | null,
  { asOf, facts: known }: { readonly asOf: LocalDate; readonly facts: MonitoringFacts },
): AssessedVisits {
  if (encounters === null) return { sources: [], recordsOf: () => null, practitionerOf: () => null };
  const { records, tables } = encounters;
  const decisions = decideEncounters(records, tables);
  const sources = encounterSources(
    decisions,
    records.filter(({ voided }) => voided),
    { asOf, deathDate: known.patient.deathDate, monitoringDays: monitoringDays(known) },
  );
  const byRoot = new Map(records.map((record) => [record.rootId, record]));
  const recordOf = ({ kind, sourceId }: SourceAssessment) =>
    kind === 'encounter' ? byRoot.get(sourceId.slice(0, sourceId.indexOf('/'))) : undefined;
  return {
    sources,
    practitionerOf: (assessed) => recordOf(assessed)?.billingPractitionerId ?? null,
    recordsOf: (facts, assessed) => {
      const record = recordOf(assessed);
      if (!record) return null;
      const decision = decisions.find((each) => each.record.rootId === record.rootId) ?? null;
      return frozenEncounterRecords(facts, record, decision);
    },
  };
}

function monitoringDays({ patient, timeEntries }: MonitoringFacts): ReadonlySet<LocalDate> {
  return new Set(
    timeEntries
      .filter(({ patientId, isVisit }) => patientId === patient.id && !isVisit)
      .flatMap(({ start, end }) => [patientDayAt(start, patient.zones), patientDayAt(end, patient.zones)]),
  );
}
