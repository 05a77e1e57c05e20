import type { BillableFinding, NotBilledFinding, SourceAssessment } from '../../src/domain/assess/finding.js';
import type { EnrollmentRecords } from '../../src/domain/charges/frozen/frozen-records.js';
import type { PlanFrame } from '../../src/domain/charges/plan/plan-charges.js';
import { DEFAULT_POLICY } from '../../src/domain/facts/policy.js';
import { localDate } from '../../src/domain/time/local-date.js';

/** Hand-made assessments for specs of what is done with them. */
export function billable(code: string, more: Partial<BillableFinding> = {}): BillableFinding {
  const units = more.units ?? 1;
  return {
    outcome: 'billable',
    code,
    units,
    modifiers: [],
    dateOfService: localDate('2026-01-31'),
    payerId: 'medicare',
    payerType: 'medicare_ffs',
    amount: {
      unitAmountCents: 5177,
      amountCents: 5177 * units,
      conversionFactor: 33.4009,
      basis: 'national',
      placeClass: 'nonfacility',
      release: null,
    },
    informational: false,
    reviewRequired: false,
    replaces: null,
    rules: ['R26'],
    flags: [],
    detail: {},
    ...more,
  };
}

export function notBilled(code: string, reason: NotBilledFinding['reasons'][0]): NotBilledFinding {
  return { outcome: 'not_billed', code, reasons: [reason], rules: ['R28'], flags: [], detail: {} };
}

export function assessed(
  findings: SourceAssessment['findings'],
  more: Partial<SourceAssessment> = {},
): SourceAssessment {
  return {
    kind: 'management',
    enrollmentId: 'E1',
    sourceId: 'E1~management~2026-01',
    period: { start: localDate('2026-01-01'), end: localDate('2026-02-01') },
    state: 'over',
    parkedBecause: null,
    closesOn: localDate('2026-02-01'),
    findings,
    evidence: { days: null, minutes: [], smbpReadings: null },
    flags: [],
    ...more,
  };
}

export function records(more: Partial<EnrollmentRecords> = {}): EnrollmentRecords {
  return {
    kind: 'enrollment',
    program: 'RPM',
    enrollment: {
      startDate: localDate('2025-12-01'),
      endDate: null,
      endReason: null,
      episodeNumber: 1,
      facilityType: null,
    },
    consent: { date: localDate('2025-12-01'), withdrawnOn: null, method: 'written', takenBy: 'S1' },
    order: { date: localDate('2025-12-01'), orderedBy: 'S1', deviceNamed: null },
    diagnoses: ['I10'],
    billingPractitionerId: 'S1',
    renderingPractitionerId: 'S1',
    establishedPatient: true,
    deathDate: null,
    zones: ['America/Chicago'],
    devices: [],
    coverage: [],
    policy: DEFAULT_POLICY,
    payment: { locality: null, placeOfService: '11', qualifyingApm: false },
    ...more,
  };
}

export function planFrame(more: Partial<PlanFrame> = {}): PlanFrame {
  return { patientId: 'P1', deathDate: null, records: records(), ...more };
}
