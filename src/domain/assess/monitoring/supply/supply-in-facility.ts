import { isEffective } from '../../../rulebook/codes.js';
import { FACILITY_CODE, HOME_HEALTH_CODE } from '../../../rulebook/monitoring/gate-parameters.js';
import type { LocalDate } from '../../../time/local-date.js';
import type { Finding } from '../../finding.js';
import type { ReasonCode } from '../../reasons.js';
import { knowsGeneralCode } from '../facility.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import type { AssessmentContext } from '../monitoring-context.js';
import { effectiveCodes, type JudgedSystem } from './judge-supply.js';
import type { SupplyWindow } from './supply-window.js';

/** A home health agency reports the days for information on its own code (rule G0322). */
export function homeHealth(
  context: AssessmentContext,
  { period, counted }: SupplyWindow,
  judged: readonly JudgedSystem[],
): Finding[] {
  const replaced = judged.flatMap((each) => effectiveCodes(each).inForce);
  const findings: Finding[] = replaced.map((code) =>
    notBilled(code, ['setting_uses_other_code'], { rules: ['G0322'] }),
  );
  const { count } = counted;
  // The line is dated at the start of monitoring, and its units are the days with data (source S20).
  const dateOfService = count.firstDay ?? period.start;
  if (!isEffective(HOME_HEALTH_CODE, dateOfService))
    return [...findings, notBilled(HOME_HEALTH_CODE, ['code_not_effective'], { rules: ['G0322'] })];
  // A failed gate blocks every code (rules R1 to R8), but a physician may monitor beside the agency (rule
  // G0322).
  const reasons = failedGates(context, gateQuestion(HOME_HEALTH_CODE, dateOfService, period)).filter(
    (reason) => reason !== 'other_practice_billed',
  );
  if (count.unionDays === 0) reasons.push('insufficient_days');
  if (reasons.length > 0)
    return [
      ...findings,
      notBilled(HOME_HEALTH_CODE, nonEmpty(reasons, 'insufficient_days'), { rules: ['G0322'] }),
    ];
  return [
    ...findings,
    billable(context, {
      code: HOME_HEALTH_CODE,
      // Days with data of any device. The strict count of R13 applies to the supply codes only.
      units: count.unionDays,
      dateOfService,
      period,
      rules: ['G0322'],
      informational: true,
    }),
  ];
}

/** The device part of the general care management code, one unit per service (rule G0511). */
export function generalCode(
  context: AssessmentContext,
  window: SupplyWindow,
  { dateOfService, criterionMet }: { dateOfService: LocalDate; criterionMet: boolean },
): Finding[] {
  const { period } = window;
  const gates = failedGates(context, gateQuestion(FACILITY_CODE, dateOfService, period));
  if (criterionMet && gates.length === 0) {
    return [billable(context, { code: FACILITY_CODE, units: 1, dateOfService, period, rules: ['G0511'] })];
  }
  return [
    notBilled(
      FACILITY_CODE,
      nonEmpty(criterionMet ? gates : [...gates, 'insufficient_days'], 'insufficient_days'),
      { rules: ['G0511'] },
    ),
  ];
}

/** Says that the general code has ended to a facility that may still expect it. */
export function generalCodeEnded(context: AssessmentContext, dateOfService: LocalDate): Finding[] {
  if (!knowsGeneralCode(context) || isEffective(FACILITY_CODE, dateOfService)) return [];
  return [notBilled(FACILITY_CODE, ['code_not_effective'], { rules: ['G0511'] })];
}

/** The codes that an office would bill, all withheld for one reason. */
export function otherCodes(findings: readonly Finding[], reason: ReasonCode): Finding[] {
  const codes = [...new Set(findings.map((finding) => finding.code))];
  return codes.map((code) => notBilled(code, [reason], { rules: ['G0511'] }));
}
