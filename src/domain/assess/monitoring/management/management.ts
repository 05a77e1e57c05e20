import { isEffective } from '../../../rulebook/codes.js';
import { inForce } from '../../../rulebook/dated.js';
import { areStepsOfOneService } from '../../../rulebook/monitoring/concurrency.js';
import {
  cappedByLoaded,
  ladderStep,
  type LadderStep,
  type ManagementLadder,
} from '../../../rulebook/monitoring/management-ladders.js';
import type { LocalDate } from '../../../time/local-date.js';
import { lastDayOf, monthPeriod, type YearMonth } from '../../../time/year-month.js';
import type { Finding, MinuteCount, NotBilledFinding } from '../../finding.js';
import type { Flag } from '../../flags.js';
import type { ReasonCode } from '../../reasons.js';
import { dayReaching } from '../counting/count-minutes.js';
import { hasQualifyingDevice } from '../counting/devices-in-use.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, failedPayerGates, gateQuestion, rivalClaimed } from '../gates.js';
import { claimedIn, closingOf, policyIn, type AssessmentContext } from '../monitoring-context.js';

const RULES = ['R26', 'R27', 'R28', 'R29', 'R30', 'R31', 'R32', 'R34', 'R35', 'R36'];

export interface ManagedMonth {
  readonly ladder: ManagementLadder;
  readonly month: YearMonth;
  readonly minutes: MinuteCount;
}

/** Decides the codes of one ladder for the minutes of one calendar month (rules R26 to R36). */
export function assessManagement(context: AssessmentContext, built: ManagedMonth): Finding[] {
  const loaded = context.facts.payment.loaded?.mue ?? [];
  const managed = { ...built, ladder: cappedByLoaded(built.ladder, loaded) };
  const { ladder, month, minutes } = managed;
  const period = monthPeriod(month);
  const closing = closingOf(context, period);
  const codes = [ladder.short, ladder.base, ladder.addOn].filter((code) => code !== null);
  const step = ladderStep(ladder, minutes.minutes, closing.lastDay);
  const dateOfService = managementDate(context, managed, step);
  const late = codes
    .filter((code) => !isEffective(code, dateOfService))
    .map((code) => notBilled(code, ['code_not_effective'], { rules: RULES }));
  const effective = codes.filter((code) => isEffective(code, dateOfService));
  if (!closing.over)
    return [...effective.map((code) => notBilled(code, ['period_open'], { rules: ['R21', 'R34'] })), ...late];
  const judge = (code: string) => judgeCode(context, managed, { code, step, dateOfService });
  const judged = new Map(effective.map((code) => [code, judge(code)]));
  return [
    ...effective.flatMap((code) => settle(context, managed, { code, step, dateOfService, judged })),
    ...late,
  ];
}

/** The end of the month, unless the episode ended in the month or the payer wants another date (rule R23). */
export function managementDate(
  context: AssessmentContext,
  { ladder, month, minutes }: ManagedMonth,
  step: LadderStep,
): LocalDate {
  const closing = closingOf(context, monthPeriod(month));
  if (closing.truncated) return minutes.lastDay ?? closing.lastDay;
  const { managementDos } = policyIn(context, monthPeriod(month));
  if (managementDos === 'last_service_date') return minutes.lastDay ?? lastDayOf(month);
  if (managementDos === 'threshold_date' && step.code !== null) {
    const reached = step.code === ladder.short ? ladder.shortMinutes : ladder.baseMinutes;
    return dayReaching(minutes, reached) ?? lastDayOf(month);
  }
  return lastDayOf(month);
}

interface Settling {
  readonly code: string;
  readonly step: LadderStep;
  readonly dateOfService: LocalDate;
}

/** Every reason against a code, ignoring the other codes. */
function judgeCode(
  context: AssessmentContext,
  { ladder, month, minutes }: ManagedMonth,
  { code, step, dateOfService }: Settling,
): ReasonCode[] {
  const period = monthPeriod(month);
  const question = gateQuestion(code, dateOfService, period);
  const reasons = ladder.liveTalk ? failedGates(context, question) : careGates(context, question);
  if (ladder.liveTalk && !hasQualifyingDevice(context, period)) reasons.push('device_not_qualifying');
  // Each code is billed once a month (rule R28). The add-on shares the reasons of its base, and a claim of
  // another step is a correction.
  if (code === step.code && claimedIn(context, code, period)) reasons.push('frequency_limit_30_days');
  const needed = minutesFor(ladder, code);
  if (minutes.minutes < needed) {
    if (minutes.claimedMinutes >= needed) reasons.push('time_counted_elsewhere');
    reasons.push('insufficient_minutes');
  } else if (ladder.liveTalk && !minutes.interactive) {
    reasons.push('no_interactive_communication');
  }
  return reasons;
}

/** Care management alongside monitoring needs no order and no device, so only consent and the payer decide. */
function careGates(context: AssessmentContext, question: Parameters<typeof failedGates>[1]): ReasonCode[] {
  const { consentDate } = context.enrollment;
  const noConsent = consentDate === null || consentDate > question.neededBy;
  return [
    ...(noConsent ? (['no_consent'] as const) : []),
    ...(rivalClaimed(context, question) ? (['mutually_exclusive'] as const) : []),
    ...failedPayerGates(context, question),
  ];
}

function minutesFor(ladder: ManagementLadder, code: string): number {
  if (code === ladder.short) return ladder.shortMinutes;
  return code === ladder.base ? ladder.baseMinutes : ladder.baseMinutes + ladder.addOnMinutes;
}

function settle(
  context: AssessmentContext,
  managed: ManagedMonth,
  { code, step, dateOfService, judged }: Settling & { judged: ReadonlyMap<string, ReasonCode[]> },
): Finding[] {
  const { ladder, month, minutes } = managed;
  const own = judged.get(code) ?? [];
  const base = judged.get(ladder.base) ?? [];
  const detail = { minutes: minutes.minutes };
  const doubleBooked = minutes.notCounted.some(({ reason }) => reason === 'staff_with_other_patient');
  const replaces =
    code === step.code
      ? [ladder.short, ladder.base].find(
          (other) =>
            other !== null &&
            areStepsOfOneService(code, other) &&
            claimedIn(context, other, monthPeriod(month)),
        )
      : undefined;
  const flags: readonly Flag[] = [
    ...(closingOf(context, monthPeriod(month)).truncated ? (['truncated_period'] as const) : []),
    ...(doubleBooked ? (['staff_double_booked'] as const) : []),
    ...(replaces ? (['correction_after_billing'] as const) : []),
  ];
  const bill = (units: number) =>
    billable(context, {
      code,
      units,
      dateOfService,
      period: monthPeriod(month),
      rules: RULES,
      detail,
      flags,
      replaces: replaces ?? null,
    });
  const withhold = (reasons: readonly ReasonCode[]) =>
    notBilled(code, nonEmpty(reasons, 'insufficient_minutes'), {
      rules: RULES,
      flags,
      detail: { minutesMin: minutesFor(ladder, code), ...detail },
    });
  if (code === ladder.addOn) {
    // An add-on whose base is blocked carries the base's reasons.
    const reasons = [...base, ...own];
    const blocks = step.addOnUnits + step.addOnUnitsOverCap;
    if (reasons.length > 0 || blocks === 0) return [withhold(reasons)];
    return [
      ...(step.addOnUnits > 0 ? [bill(step.addOnUnits)] : []),
      ...(step.addOnUnitsOverCap > 0 ? [overCap(context, managed, step)] : []),
    ];
  }
  if (own.length > 0) return [withhold(own)];
  if (code === step.code) return [bill(1)];
  // The minutes reach the base code. The shorter code gives way to it, or shares the reasons that block it.
  return [withhold(base.length > 0 ? base : ['mutually_exclusive'])];
}

/**
 * The units beyond the units edit (rule R28). `mueSource` is the rulebook's source, or the release that the practice
 * loaded.
 */
function overCap(
  context: AssessmentContext,
  { ladder, month }: ManagedMonth,
  { addOnUnitsOverCap }: LadderStep,
): NotBilledFinding {
  const cap = inForce(ladder.addOnUnitsMax, closingOf(context, monthPeriod(month)).lastDay);
  return notBilled(ladder.addOn ?? ladder.base, ['mue_exceeded'], {
    rules: ['R28'],
    detail: {
      unbilledMinutes: addOnUnitsOverCap * ladder.addOnMinutes,
      unbilledUnits: addOnUnitsOverCap,
      ...(cap && { mueSource: cap.source }),
    },
  });
}
