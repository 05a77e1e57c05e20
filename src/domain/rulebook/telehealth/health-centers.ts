import type { LocalDate } from '../../time/local-date.js';
import { inForce, type Dated } from '../dated.js';

/** FQHC and RHC under Medicare (rules T6.6 and T10). */
export const HEALTH_CENTER_VISIT = 'G2025';
export const HEALTH_CENTER_COMMUNICATION = 'G0071';

/** May an FQHC or RHC be the distant site (rule T7.1)? Before G2025 began, the dates of the code itself refuse. */
const DISTANT_SITE: readonly Dated<boolean>[] = [
  { from: '2019-01-01', value: true, source: 'NARHC' },
  { from: '2028-01-01', value: false, source: 'CAA 2026 6209' },
];

export function healthCenterMayVisit(day: LocalDate): boolean {
  return inForce(DISTANT_SITE, day)?.value ?? true;
}

type HealthCenterMessages = 'G0071' | 'none' | 'components';

/** What an FQHC or RHC reports for an e-visit. */
const E_VISIT: readonly Dated<HealthCenterMessages>[] = [
  { from: '2019-01-01', value: 'none', source: 'BAIRDHOLM' },
  { from: '2020-03-01', value: 'G0071', source: 'CMS RHC' },
  { from: '2023-05-12', value: 'none', source: 'CMS RHC' },
  { from: '2026-01-01', value: 'components', source: 'FP' },
];

export function healthCenterEVisit(day: LocalDate): HealthCenterMessages {
  return inForce(E_VISIT, day)?.value ?? 'none';
}

/** Check-ins and images: G0071 through 2025, then their own codes. */
const COMMUNICATION: readonly Dated<HealthCenterMessages>[] = [
  { from: '2019-01-01', value: 'G0071', source: 'BAIRDHOLM' },
  { from: '2026-01-01', value: 'components', source: 'FP' },
];

export function healthCenterCommunication(day: LocalDate): HealthCenterMessages {
  return inForce(COMMUNICATION, day)?.value ?? 'none';
}

/** The national rate of G2025 in US cents, for years in which CMS's file has no row yet: 2.92 units times the conversion factor. */
export const HEALTH_CENTER_VISIT_CENTS: readonly Dated<number>[] = [
  { from: '2026-01-01', value: 9753, source: 'D' },
];
