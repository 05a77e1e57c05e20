import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { LocalDate } from '../time/local-date.js';
import { patientDayAt } from '../time/zone.js';
import { withApcmBundle } from './apcm-bundle.js';
import { withPtpEdits } from './apply-ptp-edits.js';
import { decideEncounters, type EncounterDecision } from './encounters/decide-encounters.js';
import { encounterSources } from './encounters/encounter-sources.js';
import type { CodableEncounter } from './encounters/record/codable-encounter.js';
import { readEncounter } from './encounters/record/read-encounter.js';
import type { SourceAssessment } from './finding.js';
import { assessMonitoring, type AskedPeriods } from './monitoring/assess-monitoring.js';
import type { PatientCase } from './patient-case.js';
import { encounterSourceId } from './source-id.js';

interface PatientAssessment {
  /** Monitoring first, by enrollment; then encounters by date. */
  readonly sources: readonly SourceAssessment[];
  /** What each source of an encounter was decided from, by source id. */
  readonly encounters: ReadonlyMap<string, AssessedEncounter>;
}

interface AssessedEncounter {
  readonly record: CodableEncounter;
  /** null: the encounter was voided. */
  readonly decision: EncounterDecision | null;
}

/**
 * Decides all charge sources of one patient together: monitoring, encounters, then the rules that reach across both.
 * This is the only way to get a decision. It is pure, and the order in which periods are closed does not matter.
 * @param asOf today in the patient's zone
 * @param asked decides these periods only, as a worked case does; null decides every period that has begun
 */
export function assessPatient(
  patient: PatientCase,
  asOf: LocalDate,
  asked: AskedPeriods | null = null,
): PatientAssessment {
  const { monitoring } = patient;
  const visits = assessEncounters(patient, asOf);
  const billedBy = billerOf(monitoring, visits.encounters);
  const all = [...assessMonitoring(monitoring, asOf, asked), ...visits.sources];
  const bundled = withApcmBundle(all, billedBy);
  const sources = withPtpEdits(bundled, monitoring.payment.loaded?.ptp ?? [], billedBy);
  return { sources, encounters: visits.encounters };
}

/** Where the first device window of an enrollment begins; null before its first qualifying reading. */
export function firstWindowStart({ sources }: PatientAssessment, enrollmentId: string): LocalDate | null {
  const first = sources.find((source) => source.kind === 'supply' && source.enrollmentId === enrollmentId);
  return first?.period.start ?? null;
}

function assessEncounters(
  { monitoring, encounters, payers, profiles }: PatientCase,
  asOf: LocalDate,
): PatientAssessment {
  if (encounters.length === 0) return { sources: [], encounters: new Map() };
  const setting = { payers, profiles, payment: monitoring.payment };
  const records = encounters.map((one) => readEncounter(one, setting));
  const decisions = decideEncounters(records, { rows: profiles, fees: monitoring.payment.loaded });
  const voided = records.filter((record) => record.voided);
  const { deathDate } = monitoring.patient;
  const sources = encounterSources(decisions, voided, {
    asOf,
    deathDate,
    monitoringDays: monitoringDays(monitoring),
  });
  const assessed: AssessedEncounter[] = [
    ...decisions.map((decision) => ({ record: decision.record, decision })),
    ...voided.map((record) => ({ record, decision: null })),
  ];
  return { sources, encounters: new Map(assessed.map((one) => [encounterSourceId(one.record.rootId), one])) };
}

/** Local dates on which monitoring time was logged for the patient. */
function monitoringDays({ patient, timeEntries }: MonitoringFacts): ReadonlySet<LocalDate> {
  return new Set(
    timeEntries
      .filter(({ patientId, isVisit }) => patientId === patient.id && !isVisit)
      .flatMap(({ start, end }) => [patientDayAt(start, patient.zones), patientDayAt(end, patient.zones)]),
  );
}

/** Who bills a source: the enrollment's billing practitioner, or the encounter's. */
function billerOf(
  { enrollments }: MonitoringFacts,
  encounters: PatientAssessment['encounters'],
): (source: SourceAssessment) => string | null {
  const billers = new Map(enrollments.map(({ id, billingPractitionerId }) => [id, billingPractitionerId]));
  return ({ enrollmentId, sourceId }) =>
    enrollmentId === null
      ? (encounters.get(sourceId)?.record.billingPractitionerId ?? null)
      : (billers.get(enrollmentId) ?? null);
}
