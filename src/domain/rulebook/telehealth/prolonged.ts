import type { LocalDate } from '../../time/local-date.js';

export type ProlongedRule = 'cpt' | 'cms';

interface ProlongedRow {
  readonly base: string;
  readonly rule: ProlongedRule;
  readonly code: string;
  /** Minutes after which each full quarter of an hour is a unit. */
  readonly afterMinutes: number;
  readonly from: string;
  readonly source: string;
}

const row = (
  rule: ProlongedRule,
  afterMinutes: number,
  rest: readonly [base: string, from: string, source: string],
): ProlongedRow => ({
  rule,
  afterMinutes,
  code: rule === 'cpt' ? '99417' : 'G2212',
  base: rest[0],
  from: rest[1],
  source: rest[2],
});

export const PROLONGED_UNIT_MINUTES = 15;

/** Section 2.3. Medicare never pairs the add-on with a code it does not recognise. */
const PROLONGED_ROWS: readonly ProlongedRow[] = [
  row('cpt', 60, ['99205', '2021-01-01', 'RHEUM25']),
  row('cpt', 60, ['98003', '2025-01-01', 'RHEUM25']),
  row('cpt', 60, ['98011', '2025-01-01', 'RHEUM25']),
  row('cpt', 40, ['99215', '2021-01-01', 'RHEUM25']),
  row('cpt', 40, ['98007', '2025-01-01', 'RHEUM25']),
  row('cpt', 40, ['98015', '2025-01-01', 'RHEUM25']),
  row('cms', 74, ['99205', '2021-01-01', 'NGS-PRO']),
  row('cms', 54, ['99215', '2021-01-01', 'NGS-PRO']),
];

export interface ProlongedUnits {
  readonly code: string;
  readonly units: number;
}

/** Add-on to a visit chosen by time; null when not one full unit is reached. Minutes are whole. */
export function prolongedUnits(
  base: string,
  minutes: number,
  when: { readonly rule: ProlongedRule; readonly day: LocalDate },
): ProlongedUnits | null {
  const found = PROLONGED_ROWS.find(
    (each) => each.base === base && each.rule === when.rule && when.day >= each.from,
  );
  if (!found) return null;
  const units = Math.floor((minutes - found.afterMinutes) / PROLONGED_UNIT_MINUTES);
  return units > 0 ? { code: found.code, units } : null;
}
