import {
  facilityRule,
  hasFacilityRule,
  isHealthCenter,
  isHomeHealth,
} from '../../rulebook/monitoring/gate-parameters.js';
import type { LocalDate } from '../../time/local-date.js';
import { coverageOn, type AssessmentContext } from './monitoring-context.js';

/** How the place of care changes the codes on a date of service. */
export type Setting = 'office' | 'home_health' | 'general_code' | 'not_payable';

/** FQHCs, RHCs and home health agencies report other codes for the same work (rules G0511, G0322). */
export function settingOn({ facts, enrollment }: AssessmentContext, dateOfService: LocalDate): Setting {
  const payerType = coverageOn(facts, dateOfService)?.profile?.type ?? '';
  if (isHomeHealth(enrollment.facilityType, payerType)) return 'home_health';
  if (enrollment.facilityType === null || !hasFacilityRule(payerType)) return 'office';
  const rule = facilityRule(dateOfService);
  if (rule === 'none') return 'not_payable';
  if (rule === 'individual') return 'office';
  return rule === 'g0511' || facts.policy.facilityBilling === 'g0511' ? 'general_code' : 'office';
}

/** Is the enrollment's facility one that ever used the general code, in force or not? */
export function knowsGeneralCode({ enrollment }: AssessmentContext): boolean {
  return isHealthCenter(enrollment.facilityType);
}
