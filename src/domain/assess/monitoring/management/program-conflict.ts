import type { EnrollmentFacts } from '../../../facts/enrollment.js';
import type { Program } from '../../../facts/programs.js';
import { programConflict } from '../../../rulebook/monitoring/concurrency.js';
import { inclusive, overlaps, type Period } from '../../../time/period.js';
import type { Finding, NotBilledFinding } from '../../finding.js';
import { earned, notBilled } from '../findings.js';
import type { AssessmentContext } from '../monitoring-context.js';

const PROGRAMS: readonly Program[] = ['RPM', 'RTM', 'SMBP'];

/**
 * Other programs that exclude the enrollment's program (rule R7) and have no enrollment of their own. The enrollment
 * lists them, or reports of their measurements are on file.
 */
export function shadowedPrograms({ enrollment, facts }: AssessmentContext): Program[] {
  const enrolled = new Set(facts.enrollments.map(({ program }) => program));
  return PROGRAMS.filter(
    (program) =>
      (enrollment.alsoEnrolledIn.includes(program) || (program === 'SMBP' && facts.smbpReports.length > 0)) &&
      !enrolled.has(program) &&
      programConflict(enrollment.program, program) !== null,
  );
}

/** The same enrollment as if it were in another program. */
export function asProgram(context: AssessmentContext, program: Program): AssessmentContext {
  return { ...context, enrollment: { ...context.enrollment, program, therapyDiscipline: null } };
}

/** Withholds what the shadowed program would have earned: the enrollment's own program wins (rule R7). */
export function withheldForOwnProgram(
  own: Program,
  other: Program,
  findings: readonly Finding[],
): NotBilledFinding[] {
  const reason = programConflict(own, other);
  if (reason === null) return [];
  return earned(findings).map((finding) =>
    notBilled(finding.code, [reason], { rules: ['R7'], detail: finding.detail }),
  );
}

/**
 * An enrollment of an excluding program that takes precedence in the period: the earlier start wins, then the lower
 * id.
 */
function seniorRival({ enrollment, facts }: AssessmentContext, period: Period): EnrollmentFacts | undefined {
  return facts.enrollments.find(
    (other) =>
      other.id !== enrollment.id &&
      programConflict(enrollment.program, other.program) !== null &&
      byOrder(other, enrollment) < 0 &&
      overlaps(period, inclusive(other.startDate, other.endDate ?? period.end)),
  );
}

/** Withholds what an enrollment earns while a senior enrollment excludes it (rule R7). */
export function yieldToSenior(
  context: AssessmentContext,
  period: Period,
  findings: readonly Finding[],
): readonly Finding[] {
  const senior = seniorRival(context, period);
  if (!senior) return findings;
  const reason = programConflict(context.enrollment.program, senior.program) ?? 'mutually_exclusive';
  return findings.map((finding) =>
    finding.outcome === 'billable'
      ? notBilled(finding.code, [reason], {
          rules: ['R7'],
          detail: { ...finding.detail, seniorEnrollmentId: senior.id },
        })
      : finding,
  );
}

export function byOrder(a: EnrollmentFacts, b: EnrollmentFacts): number {
  if (a.startDate !== b.startDate) return a.startDate < b.startDate ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
