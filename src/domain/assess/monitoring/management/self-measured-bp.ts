import { isEffective } from '../../../rulebook/codes.js';
import { isRtmDevice, RPM_SUPPLY } from '../../../rulebook/monitoring/device-supply.js';
import { SMBP } from '../../../rulebook/monitoring/management-ladders.js';
import type { LocalDate } from '../../../time/local-date.js';
import { holds, inclusive, overlaps, type Period } from '../../../time/period.js';
import type { Finding } from '../../finding.js';
import type { ReasonCode } from '../../reasons.js';
import type { CountedDays } from '../counting/count-days.js';
import { hasQualifyingDevice } from '../counting/devices-in-use.js';
import { billable, nonEmpty, notBilled } from '../findings.js';
import { failedGates, gateQuestion } from '../gates.js';
import { claimedIn, closingOf, isOwn, setUpDate, type AssessmentContext } from '../monitoring-context.js';

const RULES = ['99474'];

/** Self-measured blood pressure of one 30-day period (rule 99474). It counts single readings, not days. */
export function assessSelfMeasuredBp(
  context: AssessmentContext,
  { period, counted }: { period: Period; counted: CountedDays },
): { findings: Finding[]; readings: number } {
  const report = context.facts.smbpReports.find(
    (each) => each.reportedOn === null || holds(period, each.reportedOn),
  );
  const readings = report?.readings ?? counted.count.readings;
  const code = SMBP.report;
  const closing = closingOf(context, period);
  const detail = { readings, readingsMin: SMBP.readingsMin };
  const withhold = (reasons: readonly ReasonCode[]) =>
    notBilled(code, nonEmpty(reasons, 'insufficient_readings'), { rules: RULES, detail });
  const supply = context.enrollment.program === 'SMBP' ? deviceSupplyBeside(context, period) : [];
  const dateOfService = closing.lastDay;
  if (!isEffective(code, dateOfService))
    return { findings: [withhold(['code_not_effective']), ...supply], readings };
  if (!closing.over) return { findings: [withhold(['period_open']), ...supply], readings };
  const reasons = failedGates(context, gateQuestion(code, dateOfService, period));
  if (claimedIn(context, code, period)) reasons.push('frequency_limit_30_days');
  const given = report?.readings ?? null;
  if (given === null && !hasQualifyingDevice(context, period)) reasons.push('device_not_qualifying');
  if (readings < SMBP.readingsMin) reasons.push('insufficient_readings');
  if (!report?.averageRecorded) reasons.push('smbp_average_not_recorded');
  if (!report?.planCommunicated) reasons.push('no_interactive_communication');
  if (reasons.length > 0) return { findings: [withhold(reasons), ...supply], readings };
  return {
    findings: [billable(context, { code, units: 1, dateOfService, period, rules: RULES, detail }), ...supply],
    readings,
  };
}

/** A cuff whose values the patient phones in earns no device supply code (rule R5). */
function deviceSupplyBeside({ facts }: AssessmentContext, period: Period): Finding[] {
  const devices = facts.assignments.filter((device) =>
    overlaps(period, inclusive(device.assignedFrom, device.assignedTo ?? period.end)),
  );
  const transmits = devices.some(
    (device) => device.autoUpload && device.fdaDefinedDevice && !isRtmDevice(device.type),
  );
  return transmits ? [] : [notBilled(RPM_SUPPLY.full, ['device_not_qualifying'], { rules: ['R5', 'R10'] })];
}

/** Teaching and calibration of the patient's own cuff, once per device, dated at the training (rule 99473). */
export function assessSmbpTraining(context: AssessmentContext): Finding[] {
  const code = SMBP.training;
  const trainedOn: LocalDate | null = setUpDate(context);
  if (trainedOn === null) return [notBilled(code, ['setup_education_not_documented'], { rules: ['99473'] })];
  if (!isEffective(code, trainedOn)) return [notBilled(code, ['code_not_effective'], { rules: ['99473'] })];
  const claimed = context.claims.some((claim) => claim.code === code && isOwn(claim, context.facts));
  const period = inclusive(trainedOn, trainedOn);
  const reasons: ReasonCode[] = failedGates(context, gateQuestion(code, trainedOn, period));
  if (claimed) reasons.push('already_billed_this_episode');
  if (reasons.length > 0) return [notBilled(code, nonEmpty(reasons, 'no_consent'), { rules: ['99473'] })];
  return [billable(context, { code, units: 1, dateOfService: trainedOn, period, rules: ['99473'] })];
}
