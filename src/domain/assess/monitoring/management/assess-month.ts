import type { Program } from '../../../facts/programs.js';
import { isEffective } from '../../../rulebook/codes.js';
import { FACILITY_CODE } from '../../../rulebook/monitoring/gate-parameters.js';
import {
  ladderStep,
  RPM_LADDER,
  RTM_LADDER,
  type ManagementLadder,
} from '../../../rulebook/monitoring/management-ladders.js';
import type { LocalDate } from '../../../time/local-date.js';
import { monthPeriod, type YearMonth } from '../../../time/year-month.js';
import type { Finding, MinuteCount } from '../../finding.js';
import type { ReasonCode } from '../../reasons.js';
import { countMinutes } from '../counting/count-minutes.js';
import { knowsGeneralCode, settingOn } from '../facility.js';
import { billable, earned, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import { closingOf, type AssessmentContext, type CountingContext } from '../monitoring-context.js';
import { assessCareManagement } from './care-management.js';
import { assessManagement, managementDate, type ManagedMonth } from './management.js';

const LADDERS: Readonly<Record<Program, ManagementLadder | null>> = {
  RPM: RPM_LADDER,
  RTM: RTM_LADDER,
  SMBP: null,
};

export interface MonthAssessment {
  readonly findings: readonly Finding[];
  readonly minutes: readonly MinuteCount[];
  /** The date of service. It selects the law and the payer of the month. */
  readonly dateOfService: LocalDate;
}

/** Treatment management of one month, with the care management alongside it. */
export function assessMonth(
  context: AssessmentContext,
  { month, withCareManagement }: { month: YearMonth; withCareManagement: boolean },
): MonthAssessment {
  const own = assessOwnMonth(context, month);
  if (!withCareManagement) return own;
  const care = assessCareManagement(context, month);
  return {
    ...own,
    findings: [...own.findings, ...care.findings],
    minutes: [...own.minutes, ...care.minutes],
  };
}

/** Time of the enrollment's own program in a month. null: the program has no codes for minutes. */
export function countOwnMinutes(context: CountingContext, month: YearMonth): MinuteCount | null {
  const ladder = LADDERS[context.enrollment.program];
  return ladder && minutesOn(context, ladder, month);
}

function minutesOn(
  context: CountingContext,
  { program, roles }: ManagementLadder,
  month: YearMonth,
): MinuteCount {
  return countMinutes(context, { program, roles, period: monthPeriod(month) });
}

/** Decides the month for the enrollment's own program only. */
export function assessOwnMonth(context: AssessmentContext, month: YearMonth): MonthAssessment {
  const ladder = LADDERS[context.enrollment.program];
  const closing = closingOf(context, monthPeriod(month));
  if (ladder === null) return { findings: [], minutes: [], dateOfService: closing.lastDay };
  const minutes = minutesOn(context, ladder, month);
  const managed: ManagedMonth = { ladder, month, minutes };
  const dateOfService = managementDate(
    context,
    managed,
    ladderStep(ladder, minutes.minutes, closing.lastDay),
  );
  const findings = inSetting(context, managed, {
    findings: assessManagement(context, managed),
    dateOfService,
  });
  return { findings, minutes: [minutes], dateOfService };
}

/**
 * FQHCs, RHCs and home health agencies report other codes (rules G0511, G0322). A month that is still open stays
 * open.
 */
function inSetting(
  context: AssessmentContext,
  { ladder, month }: ManagedMonth,
  { findings, dateOfService }: { findings: readonly Finding[]; dateOfService: LocalDate },
): readonly Finding[] {
  const period = monthPeriod(month);
  const setting = settingOn(context, dateOfService);
  const over = closingOf(context, period).over;
  if (setting === 'office') {
    const ended = knowsGeneralCode(context) && !isEffective(FACILITY_CODE, dateOfService);
    return ended
      ? [...findings, notBilled(FACILITY_CODE, ['code_not_effective'], { rules: ['G0511'] })]
      : findings;
  }
  if (!over) return findings;
  const reason: ReasonCode = setting === 'not_payable' ? 'payer_not_covered' : 'setting_uses_other_code';
  const replaced = findings.map((finding) =>
    finding.outcome === 'not_billed' && finding.reasons[0] === 'code_not_effective'
      ? finding
      : notBilled(finding.code, [reason], { rules: ['G0511', 'G0322'], detail: finding.detail }),
  );
  if (setting !== 'general_code') return replaced;
  const base = earned(findings).find((finding) => finding.code === ladder.base);
  if (base)
    return [
      ...replaced,
      billable(context, {
        code: FACILITY_CODE,
        units: 1,
        dateOfService,
        period,
        rules: ['G0511'],
        detail: base.detail,
      }),
    ];
  const blocked = findings.find((finding) => finding.code === ladder.base);
  const reasons =
    blocked?.outcome === 'not_billed'
      ? blocked.reasons
      : failedGates(context, gateQuestion(FACILITY_CODE, dateOfService, period));
  return [
    ...replaced,
    notBilled(FACILITY_CODE, nonEmpty(reasons, 'insufficient_minutes'), {
      rules: ['G0511'],
      detail: blocked?.detail ?? {},
    }),
  ];
}
