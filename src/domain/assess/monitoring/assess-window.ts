import type { BillableFinding, Finding, MinuteCount } from '../finding.js';
import { countDays } from './counting/count-days.js';
import { assessDataReview } from './management/data-review.js';
import { asProgram, shadowedPrograms, withheldForOwnProgram } from './management/program-conflict.js';
import { assessSelfMeasuredBp } from './management/self-measured-bp.js';
import type { AssessmentContext } from './monitoring-context.js';
import type { SupplyWindow } from './supply/supply-window.js';
import { assessSupply } from './supply/supply.js';

export interface WindowAssessment {
  readonly findings: readonly Finding[];
  /** Time of 99091; empty if none was logged. */
  readonly minutes: readonly MinuteCount[];
  /** Single readings of self-measured blood pressure; null for another program. */
  readonly smbpReadings: number | null;
}

/** Decides everything on the 30-day clock: device supply, 99091 and 99474. */
export function assessWindow(
  context: AssessmentContext,
  window: SupplyWindow,
  managementCodes: readonly BillableFinding[],
): WindowAssessment {
  const { program } = context.enrollment;
  const smbp = program === 'SMBP' ? assessSelfMeasuredBp(context, window) : null;
  const supply = smbp ? smbp.findings : assessSupply(context, window);
  const review = assessDataReview(context, { period: window.period, managementCodes });
  const shadowed = shadowedPrograms(context).flatMap((other) => {
    const as = asProgram(context, other);
    const seen = { period: window.period, counted: countDays(as, window.period) };
    const findings = other === 'SMBP' ? assessSelfMeasuredBp(as, seen).findings : assessSupply(as, seen);
    return withheldForOwnProgram(program, other, findings);
  });
  return {
    findings: [...supply, ...review.findings, ...shadowed],
    minutes: review.minutes ? [review.minutes] : [],
    smbpReadings: smbp?.readings ?? null,
  };
}
