import type { MonitoringFacts } from '../../../domain/facts/monitoring-facts.js';
import { DEFAULT_POLICY } from '../../../domain/facts/policy.js';
import type { ReadingFacts } from '../../../domain/facts/readings/device.js';
import { localDateAt } from '../../../domain/time/zone.js';
import { payerToCoverage } from '../practice/payer-to-coverage.js';
import { givenPolicy } from '../practice/policy.input.js';
import {
  toAssignment,
  toEnrollmentFacts,
  toPatientFacts,
  toPriorClaim,
  toSmbpReport,
} from '../practice/record-facts.js';
import { caseTimeEntries, placeTime } from './case-time-entries.js';
import type { CaseReadingGroup, MonitoringCase } from './case.input.js';

/** Turns a worked case into the facts that the core decides on. Pure. */
export function caseToFacts(one: MonitoringCase): MonitoringFacts {
  const { input } = one;
  const zone = input.patient.timezone;
  const practiceId = input.enrollment.practiceId ?? 'practice';
  return {
    practiceId,
    patient: toPatientFacts(input.patient),
    coverage: payerToCoverage(input.payer, (payer) => payer.id ?? payer.type),
    enrollments: [toEnrollmentFacts(input.enrollment, { id: 'E1', practiceId })],
    assignments: (input.devices ?? []).map(toAssignment),
    readings: (input.readings ?? []).flatMap((group, at) => readingFacts(group, `R${at + 1}`, zone)),
    timeEntries: caseTimeEntries(input.timeEntries ?? [], input.patient.id, zone),
    priorClaims: (input.priorClaims ?? []).map(toPriorClaim),
    tcm: input.tcm
      ? [
          {
            code: input.tcm.code,
            dischargeDate: input.tcm.dischargeDate,
            contactDate: input.tcm.contactDate ?? null,
            faceToFaceDate: input.tcm.faceToFaceDate ?? null,
          },
        ]
      : [],
    apcm: input.apcm ? [input.apcm] : [],
    smbpReports: input.smbp ? [toSmbpReport(input.smbp)] : [],
    policy: { ...DEFAULT_POLICY, ...givenPolicy(one.policy) },
    payment: { locality: null, placeOfService: '11', qualifyingApm: false, loaded: null },
  };
}

function readingFacts(group: CaseReadingGroup, groupId: string, zone: string): ReadingFacts[] {
  const shared = {
    deviceId: group.deviceId,
    origin: group.source,
    setAside: group.retransmission ? ('retransmission' as const) : null,
  };
  const days = (group.localDates ?? []).map((serviceDay) => ({ serviceDay, takenAt: null }));
  const times = (group.timestamps ?? []).map((text) => {
    const takenAt = placeTime(text, zone);
    return { serviceDay: localDateAt(takenAt, zone), takenAt };
  });
  return [...days, ...times].map((one, at) => ({ id: `${groupId}-${at + 1}`, ...shared, ...one }));
}
