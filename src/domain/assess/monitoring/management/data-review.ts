import { isEffective } from '../../../rulebook/codes.js';
import { areExclusive } from '../../../rulebook/monitoring/concurrency.js';
import { DATA_REVIEW } from '../../../rulebook/monitoring/management-ladders.js';
import type { Period } from '../../../time/period.js';
import type { BillableFinding, Finding, MinuteCount } from '../../finding.js';
import type { Flag } from '../../flags.js';
import type { ReasonCode } from '../../reasons.js';
import { countMinutes } from '../counting/count-minutes.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import { claimedIn, closingOf, policyIn, type AssessmentContext } from '../monitoring-context.js';

const RULES = ['R32', '99091'];

export interface DataReview {
  readonly findings: readonly Finding[];
  /** null: nobody logged such time in the period. */
  readonly minutes: MinuteCount | null;
}

/**
 * Decides 99091, the practitioner's own review of data in a 30-day period. The management codes of the same months
 * may exclude it.
 */
export function assessDataReview(
  context: AssessmentContext,
  { period, managementCodes }: { period: Period; managementCodes: readonly BillableFinding[] },
): DataReview {
  const { code, program, roles, minutesMin } = DATA_REVIEW;
  const logged = context.facts.timeEntries.some(
    (entry) => entry.patientId === context.facts.patient.id && entry.program === program,
  );
  if (!logged) return { findings: [], minutes: null };
  const minutes = countMinutes(context, { program, roles, period });
  const closing = closingOf(context, period);
  const dateOfService = closing.truncated ? (minutes.lastDay ?? closing.lastDay) : closing.lastDay;
  const detail = { minutes: minutes.minutes, minutesMin };
  const withhold = (reasons: readonly ReasonCode[]) => ({
    findings: [
      notBilled(code, nonEmpty(reasons, 'insufficient_minutes'), {
        rules: RULES,
        detail,
        flags: flagsOf(reasons),
      }),
    ],
    minutes,
  });
  if (!isEffective(code, dateOfService)) return withhold(['code_not_effective']);
  if (!closing.over) return withhold(['period_open']);
  const reasons = failedGates(context, gateQuestion(code, dateOfService, period));
  if (claimedIn(context, code, period)) reasons.push('frequency_limit_30_days');
  if (minutes.minutes < minutesMin) {
    if (minutes.claimedMinutes >= minutesMin) reasons.push('time_counted_elsewhere');
    reasons.push('insufficient_minutes');
  } else if (
    !policyIn(context, period).allow99091With99457 &&
    managementCodes.some((other) => areExclusive(code, other.code))
  ) {
    reasons.push('mutually_exclusive');
  }
  if (reasons.length > 0) return withhold(reasons);
  return {
    findings: [billable(context, { code, units: 1, dateOfService, period, rules: RULES, detail })],
    minutes,
  };
}

/** CMS may allow the pair if no time is shared. That is a payer setting, and we do not assume it. */
function flagsOf(reasons: readonly ReasonCode[]): readonly Flag[] {
  return reasons.includes('mutually_exclusive') ? ['payer_setting_may_allow_99091_with_99457'] : [];
}
