import type { EncounterDecision } from '../../assess/encounters/decide-encounters.js';
import type { CodableEncounter } from '../../assess/encounters/record/codable-encounter.js';
import type { EncounterFacts } from '../../facts/encounter.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import { formatInstant, type Instant } from '../../time/instant.js';
import type { FrozenAssessment, FrozenEncounter, FrozenEncounterFacts } from './frozen-encounter.js';
import { settingOf, type EncounterRecords } from './frozen-records.js';

/** The records behind the charges of one encounter. @param decision null: the encounter was voided */
export function frozenEncounterRecords(
  facts: MonitoringFacts,
  record: CodableEncounter,
  decision: EncounterDecision | null,
): EncounterRecords {
  const { dateOfService } = record.facts;
  const on = (from: string | null, to: string | null): boolean =>
    (from === null || from <= dateOfService) && (to === null || to >= dateOfService);
  return {
    kind: 'encounter',
    consent: record.consent,
    diagnoses: record.diagnoses,
    billingPractitionerId: record.billingPractitionerId,
    renderingPractitionerId: record.clinicianId,
    establishedPatient: facts.patient.establishedPatient,
    deathDate: facts.patient.deathDate,
    zones: facts.patient.zones.map(({ zone }) => zone),
    coverage: facts.coverage.filter(({ from, to }) => on(from, to)),
    policy: facts.policy,
    payment: settingOf(facts.payment),
    encounter: frozen(record, decision),
  };
}

function frozen(record: CodableEncounter, decision: EncounterDecision | null): FrozenEncounter {
  const { signed } = record;
  return {
    id: record.id,
    rootId: record.rootId,
    clinicianId: record.clinicianId,
    specialty: record.specialty,
    payerProfile: record.payer?.profile ?? null,
    signedBy: signed?.by ?? null,
    signedAt: signed && formatInstant(signed.at),
    signedAs: signed?.codes ?? [],
    facts: decision && frozenFacts(decision.facts),
    spans: record.spans,
    carriedBy: decision?.carriedBy ?? null,
    assessment: decision && frozenAssessment(decision),
  };
}

function frozenFacts(facts: EncounterFacts): FrozenEncounterFacts {
  const text = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));
  return {
    ...facts,
    imageReceivedAt: text(facts.imageReceivedAt),
    imageRepliedAt: text(facts.imageRepliedAt),
  };
}

function frozenAssessment({ assessment }: EncounterDecision): FrozenAssessment {
  return {
    codes: assessment.codes,
    selectionBasis: assessment.selectionBasis,
    countableMinutes: assessment.countableMinutes,
    refusals: assessment.refusals,
    alternative: assessment.alternative,
    warnings: assessment.warnings,
    geography: assessment.payment?.geography ?? null,
    rules: assessment.rules,
  };
}
