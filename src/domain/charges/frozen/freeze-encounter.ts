import type { EncounterDecision } from '../../assess/encounters/decide-encounters.js';
import type { EncounterRecord } from '../../assess/encounters/record/codable-encounter.js';
import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { FrozenAssessment, FrozenEncounter } from './frozen-encounter.js';
import { settingOf, type FrozenRecords } from './frozen-records.js';

/** The records behind the charges of one encounter. @param decision null: it was taken back */
export function frozenEncounterRecords(
  facts: MonitoringFacts,
  record: EncounterRecord,
  decision: EncounterDecision | null,
): FrozenRecords {
  const { dateOfService } = record.facts;
  const on = (from: string | null, to: string | null): boolean =>
    (from === null || from <= dateOfService) && (to === null || to >= dateOfService);
  return {
    program: 'TELEHEALTH',
    enrollment: {
      startDate: dateOfService,
      endDate: dateOfService,
      endReason: null,
      episodeNumber: 1,
      facilityType: null,
    },
    consent: { ...record.consent, withdrawnOn: null },
    order: { date: null, orderedBy: null, deviceNamed: null },
    diagnoses: record.diagnoses,
    billingPractitionerId: record.billingPractitionerId,
    renderingPractitionerId: record.clinicianId,
    establishedPatient: facts.patient.establishedPatient,
    deathDate: facts.patient.deathDate,
    zones: facts.patient.zones.map(({ zone }) => zone),
    devices: [],
    coverage: facts.coverage.filter(({ from, to }) => on(from, to)),
    policy: facts.policy,
    payment: settingOf(facts.payment),
    encounter: frozen(record, decision),
  };
}

function frozen(record: EncounterRecord, decision: EncounterDecision | null): FrozenEncounter {
  const { signed } = record;
  return {
    id: record.id,
    rootId: record.rootId,
    clinicianId: record.clinicianId,
    specialty: record.specialty,
    payerProfile: record.payer?.profile ?? null,
    signedBy: signed?.by ?? null,
    signedAt: signed?.at ?? null,
    signedAs: signed?.codes ?? [],
    facts: decision?.facts ?? null,
    spans: record.spans,
    carriedBy: decision?.carriedBy ?? null,
    assessment: decision && frozenAssessment(decision),
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
