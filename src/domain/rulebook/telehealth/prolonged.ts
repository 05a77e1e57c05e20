import type { LocalDate } from '../../time/local-date.js';
import type { SourceId } from '../sources.js';

/** CPT's thresholds, or those of Medicare. */
export type ProlongedRule = 'cpt' | 'cms';

interface ProlongedRow {
  readonly base: string;
  readonly rule: ProlongedRule;
  readonly code: string;
  /** After these minutes, each full 15 minutes is a unit. */
  readonly afterMinutes: number;
  readonly from: string;
  readonly source: SourceId;
}

const PROLONGED_UNIT_MINUTES = 15;

/** Rule T2.3. Medicare never pairs the add-on with a code that it does not recognize. */
const PROLONGED_ROWS: readonly ProlongedRow[] = [
  { base: '99205', rule: 'cpt', code: '99417', afterMinutes: 60, from: '2021-01-01', source: 'RHEUM25' },
  { base: '98003', rule: 'cpt', code: '99417', afterMinutes: 60, from: '2025-01-01', source: 'RHEUM25' },
  { base: '98011', rule: 'cpt', code: '99417', afterMinutes: 60, from: '2025-01-01', source: 'RHEUM25' },
  { base: '99215', rule: 'cpt', code: '99417', afterMinutes: 40, from: '2021-01-01', source: 'RHEUM25' },
  { base: '98007', rule: 'cpt', code: '99417', afterMinutes: 40, from: '2025-01-01', source: 'RHEUM25' },
  { base: '98015', rule: 'cpt', code: '99417', afterMinutes: 40, from: '2025-01-01', source: 'RHEUM25' },
  { base: '99205', rule: 'cms', code: 'G2212', afterMinutes: 74, from: '2021-01-01', source: 'NGS-PRO' },
  { base: '99215', rule: 'cms', code: 'G2212', afterMinutes: 54, from: '2021-01-01', source: 'NGS-PRO' },
];

interface ProlongedUnits {
  readonly code: string;
  readonly units: number;
}

/** The add-on to a visit whose level was selected by time; null below one full unit. Minutes are whole. */
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
