import type { MonitoringFacts } from '../facts/monitoring-facts.js';
import type { SourceAssessment } from './finding.js';

/** Who bills a source of an enrollment; null for another. */
export function practitionerOf(
  { enrollments }: Pick<MonitoringFacts, 'enrollments'>,
  { enrollmentId }: SourceAssessment,
): string | null {
  return enrollments.find(({ id }) => id === enrollmentId)?.billingPractitionerId ?? null;
}
