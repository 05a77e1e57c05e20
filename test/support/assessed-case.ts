import { assessCase, type CaseAssessment } from '../../src/domain/assess/assess-case.js';
import type { MonitoringFacts } from '../../src/domain/facts/monitoring-facts.js';
import type { PriorClaim } from '../../src/domain/facts/patient.js';
import type { DeviceAssignment, ReadingFacts } from '../../src/domain/facts/readings/device.js';
import { addDays, localDate } from '../../src/domain/time/local-date.js';
import { inclusive } from '../../src/domain/time/period.js';
import { yearMonth } from '../../src/domain/time/year-month.js';
import { cuff, days, enrollmentFacts, entry, monitoringFacts, reading } from './monitoring-facts.js';

/** Assesses a window of 30 days from `start`, a month, or both, long after they closed. */
export function assess(
  facts: Partial<MonitoringFacts>,
  ask: { start?: string; month?: string },
): CaseAssessment {
  const start = ask.start === undefined ? null : localDate(ask.start);
  return assessCase(monitoringFacts(facts), {
    window: start && inclusive(start, addDays(start, 29)),
    month: ask.month === undefined ? null : yearMonth(ask.month),
    asOf: localDate('2026-12-31'),
  });
}
export const lines = ({ codes }: CaseAssessment) =>
  codes.map(({ code, units, dateOfService }) => `${dateOfService} ${code} x${units}`);
export const reasons = ({ notBilled }: CaseAssessment, code: string) =>
  notBilled.filter((one) => one.code === code).flatMap((one) => one.reasons);
export const claim = (code: string, day: string): PriorClaim => ({
  code,
  dateOfService: localDate(day),
  practiceId: 'PR',
});
export const since = (day: string, rest: Parameters<typeof enrollmentFacts>[0] = {}) => ({
  enrollments: [enrollmentFacts({ startDate: localDate(day), ...rest })],
  assignments: [device(day)],
});
export const device = (day: string, rest: Partial<DeviceAssignment> = {}) =>
  cuff({ assignedFrom: localDate(day), setupEducationDate: localDate(day), ...rest });
export const readOn = (first: string, count: number, rest: Partial<ReadingFacts> = {}) =>
  days(first, count).map((day) => reading(day, rest));
export const review = (start: string, minutes: number) =>
  entry(start, minutes, {
    program: '99091',
    role: 'qhp',
    staffId: 'MD',
    interactive: false,
    mode: 'data_review',
  });
