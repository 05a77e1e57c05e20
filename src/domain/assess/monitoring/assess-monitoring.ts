import type { MonitoringFacts } from '../../facts/monitoring-facts.js';
import type { LocalDate } from '../../time/local-date.js';
import type { SourceAssessment } from '../finding.js';

/**
 * Every source of charges of one patient that has begun by `asOf` (a date in the patient's zone; a period is over
 * when its last day is before it), in a fixed order: enrollments by start then id; set-up, supply windows, months.
 */
export function assessMonitoring(_facts: MonitoringFacts, _asOf: LocalDate): readonly SourceAssessment[] {
  throw new Error('being written');
}
