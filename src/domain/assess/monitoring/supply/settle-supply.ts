import type { PriorClaim } from '../../../facts/patient.js';
import { isSupplyCode } from '../../../rulebook/monitoring/code-programs.js';
import { SUPPLY_GAP_DAYS } from '../../../rulebook/monitoring/device-supply.js';
import { addDays, daysBetween, type LocalDate } from '../../../time/local-date.js';
import { holds, type Period } from '../../../time/period.js';
import type { Finding } from '../../finding.js';
import type { Flag } from '../../flags.js';
import type { ReasonCode } from '../../reasons.js';
import { devicesInUse } from '../counting/devices-in-use.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import { closingOf, isOwn, type AssessmentContext } from '../monitoring-context.js';
import { effectiveCodes, minOf, type JudgedSystem } from './judge-supply.js';
import type { SupplyWindow } from './supply-window.js';

export const SUPPLY_RULES = ['R5', 'R11', 'R12', 'R13', 'R15', 'R17', 'R18', 'R20', 'R21'];

export interface Settling {
  readonly judged: JudgedSystem;
  readonly isWinner: boolean;
  readonly dateOfService: LocalDate;
}

/** Decides the full code and the short code: at most one is billable, and the other carries its reasons. */
export function settle(context: AssessmentContext, window: SupplyWindow, settling: Settling): Finding[] {
  const { judged } = settling;
  const { inForce, notYet } = effectiveCodes(judged);
  const findings: Finding[] = notYet.map((code) =>
    notBilled(code, ['code_not_effective'], { rules: SUPPLY_RULES }),
  );
  const winnerReasons =
    judged.earns === null ? [] : whyWithheld(context, window, { code: judged.earns, ...settling });
  for (const code of inForce) {
    if (code === judged.earns)
      findings.push(winnerFinding(context, window, { code, reasons: winnerReasons, ...settling }));
    else if (judged.earns === judged.system.full) {
      // The full code excludes the short one. If the full code is blocked, so is the short one.
      const reasons = nonEmpty(winnerReasons, 'mutually_exclusive');
      findings.push(notBilled(code, reasons, { rules: SUPPLY_RULES, detail: { days: judged.days } }));
    } else findings.push(shortOfDays(context, window, { code, ...settling }));
  }
  const billed = findings.find((finding) => finding.outcome === 'billable');
  return billed ? [...findings, ...secondPractitioners(context, window.period, billed.code)] : findings;
}

/**
 * One supply code per patient and period, whatever the devices (rule R13). Of the systems that earn a code, the first
 * that nothing blocks wins. If all are blocked, the first one carries the reasons.
 */
export function winnerOf(
  context: AssessmentContext,
  window: SupplyWindow,
  { judged, dateOfService }: { judged: readonly JudgedSystem[]; dateOfService: LocalDate },
): JudgedSystem | undefined {
  const earning = judged.filter((each) => each.earns !== null);
  const free = earning.find(
    (each) =>
      each.earns !== null &&
      whyWithheld(context, window, { judged: each, isWinner: true, dateOfService, code: each.earns })
        .length === 0,
  );
  return free ?? earning[0];
}

function whyWithheld(
  context: AssessmentContext,
  window: SupplyWindow,
  { code, isWinner, dateOfService }: Settling & { code: string },
): ReasonCode[] {
  const gates = failedGates(context, gateQuestion(code, dateOfService, window.period));
  if (!isWinner) return gates.length > 0 ? gates : ['frequency_limit_30_days'];
  return [...gates, ...gapReasons(context, window, { code, dateOfService })];
}

function shortOfDays(
  context: AssessmentContext,
  window: SupplyWindow,
  { code, judged, dateOfService }: Settling & { code: string },
): Finding {
  const reasons: ReasonCode[] = failedGates(context, gateQuestion(code, dateOfService, window.period));
  if (!judged.hasDevice) reasons.push('device_not_qualifying');
  if (judged.tookByOther) reasons.push('more_specific_code_billed');
  const daysMin = minOf(code, judged);
  const byUnion = window.counted.count.unionDays >= daysMin && judged.days < daysMin && !judged.tookByOther;
  return notBilled(code, nonEmpty([...reasons, 'insufficient_days'], 'insufficient_days'), {
    rules: SUPPLY_RULES,
    detail: { days: judged.days, daysMin },
    flags: [
      ...windowFlags(context, window),
      ...(byUnion ? [`union_policy_would_bill_${code}` as const] : []),
      // The code was billed on a count that no longer holds, so the claim must be voided or replaced.
      ...(claimedInWindow(context, window, code) ? (['correction_after_billing'] as const) : []),
    ],
  });
}

function claimedInWindow(context: AssessmentContext, { period }: SupplyWindow, code: string): boolean {
  return ownSupplyClaims(context).some((claim) => claim.code === code && holds(period, claim.dateOfService));
}

/** What a reader of the window should know, whether or not it is billed. */
function windowFlags(context: AssessmentContext, { period, counted }: SupplyWindow): Flag[] {
  const inpatient = counted.count.notCounted.some(({ reason }) => reason === 'inpatient_day');
  return [
    ...(closingOf(context, period).truncated ? (['truncated_period'] as const) : []),
    ...(inpatient ? (['inpatient_days_excluded'] as const) : []),
  ];
}

function winnerFinding(
  context: AssessmentContext,
  window: SupplyWindow,
  { code, reasons, dateOfService, judged }: Settling & { code: string; reasons: readonly ReasonCode[] },
): Finding {
  const { period } = window;
  const own = ownSupplyClaims(context);
  const inWindow = own.find((claim) => holds(period, claim.dateOfService) && claim.code !== code);
  const lastBefore = own
    .filter((claim) => claim !== inWindow && claim.dateOfService < dateOfService)
    .sort((a, b) => (a.dateOfService < b.dateOfService ? 1 : -1))[0];
  const detail: Record<string, string | number> = { days: judged.days };
  if (lastBefore) detail['daysSinceLastDos'] = daysBetween(lastBefore.dateOfService, dateOfService);
  if (reasons.includes('frequency_limit_30_days'))
    detail['earliestAllowed'] = earliestAllowed(own, dateOfService);
  if (reasons.length > 0)
    return notBilled(code, nonEmpty(reasons, 'insufficient_days'), { rules: SUPPLY_RULES, detail });
  const flags: readonly Flag[] = [
    ...windowFlags(context, window),
    ...(inWindow ? (['correction_after_billing'] as const) : []),
    ...(judged.thresholds?.covidException ? (['covid_phe_2_day_exception'] as const) : []),
  ];
  return billable(context, {
    code,
    units: 1,
    dateOfService,
    period,
    rules: SUPPLY_RULES,
    detail,
    flags,
    replaces: inWindow?.code ?? null,
  });
}

function ownSupplyClaims({ claims, facts }: AssessmentContext): PriorClaim[] {
  return claims.filter((claim) => isOwn(claim, facts) && isSupplyCode(claim.code));
}

/**
 * Rule R20: supply codes are dated at least 30 days apart. A claim of the same window is a correction, so its
 * distance does not matter.
 */
function gapReasons(
  context: AssessmentContext,
  { period }: SupplyWindow,
  { code, dateOfService }: { code: string; dateOfService: LocalDate },
): ReasonCode[] {
  const tooNear = ownSupplyClaims(context).some((claim) =>
    holds(period, claim.dateOfService)
      ? claim.code === code
      : Math.abs(daysBetween(claim.dateOfService, dateOfService)) < SUPPLY_GAP_DAYS,
  );
  return tooNear ? ['frequency_limit_30_days'] : [];
}

function earliestAllowed(own: readonly PriorClaim[], dateOfService: LocalDate): LocalDate {
  const near = own.filter(
    (claim) => Math.abs(daysBetween(claim.dateOfService, dateOfService)) < SUPPLY_GAP_DAYS,
  );
  const days = near.map((claim) => addDays(claim.dateOfService, SUPPLY_GAP_DAYS)).sort();
  return days[days.length - 1] ?? dateOfService;
}

/** One supply code per patient: the device of a second ordering practitioner adds none (rules R6, R13). */
function secondPractitioners(context: AssessmentContext, period: Period, code: string): Finding[] {
  const orderers = devicesInUse(context, period).map((device) => device.orderedBy);
  const { enrollment } = context;
  const others = new Set([...enrollment.otherOrderingPractitioners, ...orderers].filter((id) => id !== null));
  others.delete(enrollment.billingPractitionerId);
  return [...others]
    .sort()
    .map((practitionerId) =>
      notBilled(code, ['frequency_limit_30_days'], { rules: ['R6', 'R13'], detail: { practitionerId } }),
    );
}
