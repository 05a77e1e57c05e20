import { isEffective } from '../../../rulebook/codes.js';
import { dayThresholds, isCovidCase, SUPPLY_SYSTEMS } from '../../../rulebook/monitoring/device-supply.js';
import { addDays, type LocalDate } from '../../../time/local-date.js';
import { inclusive, lastDay, type Period } from '../../../time/period.js';
import type { Finding } from '../../finding.js';
import type { ReasonCode } from '../../reasons.js';
import { hasQualifyingDevice } from '../counting/devices-in-use.js';
import { settingOn } from '../facility.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import { closingOf, policyIn, setUpDate, type AssessmentContext } from '../monitoring-context.js';
import { usableDays } from './judge-supply.js';
import type { SupplyWindow } from './supply-window.js';

const RULES = ['R15', 'R37', 'R38'];

/**
 * Set-up and education, once per episode (rule R37), released by the first window that reaches the threshold (rule
 * R38).
 */
export function assessSetUp(context: AssessmentContext, windows: readonly SupplyWindow[]): Finding[] {
  const system = SUPPLY_SYSTEMS.find(({ program }) => program === context.enrollment.program);
  if (!system) return [];
  const code = system.setUp;
  const setUp = setUpDate(context);
  if (setUp === null) return [notBilled(code, ['setup_education_not_documented'], { rules: RULES })];
  if (!isEffective(code, setUp)) return [notBilled(code, ['code_not_effective'], { rules: RULES })];
  const claimed = alreadyBilled(context, code);
  if (claimed)
    return [
      notBilled(code, ['already_billed_this_episode'], { rules: ['R37'], detail: { claimedOn: claimed } }),
    ];
  const { setUpDaysMin } = dayThresholds(system, setUp, isCovidCase(context.enrollment.diagnoses));
  const release = windows.find((window) => daysFor(context, window) >= setUpDaysMin);
  const setting = settingOn(context, setUp);
  if (!release || !closingOf(context, release.period).over) {
    const open = windows.length === 0 || windows.some(({ period }) => !closingOf(context, period).over);
    if (open) return [notBilled(code, ['period_open'], { rules: ['R21', 'R38'] })];
  }
  if (setting !== 'office') {
    return [
      notBilled(code, [setting === 'not_payable' ? 'payer_not_covered' : 'setting_uses_other_code'], {
        rules: ['G0511', 'G0322'],
      }),
    ];
  }
  return [settle(context, { code, setUp, setUpDaysMin, release, windows })];
}

/** Data that a more specific code already uses, such as 95250, does not release set-up either (rule R10). */
function daysFor(context: AssessmentContext, window: SupplyWindow): number {
  return usableDays(context, window, () => true);
}

interface Settling {
  readonly code: string;
  readonly setUp: LocalDate;
  readonly setUpDaysMin: number;
  readonly release: SupplyWindow | undefined;
  readonly windows: readonly SupplyWindow[];
}

function settle(
  context: AssessmentContext,
  { code, setUp, setUpDaysMin, release, windows }: Settling,
): Finding {
  const judged = release ?? windows[windows.length - 1];
  const period: Period = judged?.period ?? inclusive(setUp, setUp);
  const dateOfService = release ? dateOf(context, release, { setUp, setUpDaysMin }) : setUp;
  const gates = failedGates(context, {
    ...gateQuestion(code, dateOfService, period),
    neededBy: release ? dateOfService : lastDay(period),
  });
  if (release && gates.length === 0) {
    const trained = inclusive(dateOfService, dateOfService);
    return billable(context, {
      code,
      units: 1,
      dateOfService,
      period: trained,
      rules: RULES,
      detail: { releasedBy: release.period.start },
    });
  }
  const reasons: ReasonCode[] = [...gates];
  if (!release) {
    if (!hasQualifyingDevice(context, period)) reasons.push('device_not_qualifying');
    if (judged && judged.counted.count.days >= setUpDaysMin) reasons.push('more_specific_code_billed');
    reasons.push('insufficient_days');
  }
  const days = judged ? daysFor(context, judged) : 0;
  return notBilled(code, nonEmpty(reasons, 'insufficient_days'), {
    rules: RULES,
    detail: { days, daysMin: setUpDaysMin },
  });
}

function dateOf(
  context: AssessmentContext,
  release: SupplyWindow,
  { setUp, setUpDaysMin }: Pick<Settling, 'setUp' | 'setUpDaysMin'>,
): LocalDate {
  if (policyIn(context, release.period).setupDos === 'setup_date') return setUp;
  const days = [...new Set(release.counted.count.counted.map(({ day }) => day))].sort();
  return days[setUpDaysMin - 1] ?? setUp;
}

/** Rule R37: a claim on file rules the code out, unless an earlier episode ended after that claim. */
function alreadyBilled({ claims, enrollment, facts }: AssessmentContext, code: string): LocalDate | null {
  const earlier = facts.enrollments
    .filter(
      (other) =>
        other.program === enrollment.program &&
        other.endDate !== null &&
        other.endDate < enrollment.startDate,
    )
    .map((other) => other.endDate);
  const ends = [enrollment.priorEpisodeEnd, ...earlier].filter((end) => end !== null);
  const open = claims.find(
    (claim) => claim.code === code && !ends.some((end) => claim.dateOfService < addDays(end, 1)),
  );
  return open?.dateOfService ?? null;
}
