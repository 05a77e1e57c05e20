import type { MdmLevel } from '../../../facts/encounter.js';
import {
  levelRow,
  MDM_LEVELS,
  type VisitFamily,
  type VisitStatus,
} from '../../../rulebook/telehealth/visit-levels.js';
import type { SelectionBasis } from '../line/outcome.js';

export interface LevelQuestion {
  readonly family: VisitFamily;
  readonly status: VisitStatus;
  readonly mdm: MdmLevel | null;
  /** Whole countable minutes. */
  readonly minutes: number | null;
}

export interface LevelFound {
  readonly code: string;
  readonly basis: SelectionBasis;
  /** The level rests on MDM, but the visit was shorter than the family's lowest time. */
  readonly short: boolean;
}

/** The higher of the levels by MDM and by time; time on a tie (T0, T2.1). null: no level is met. */
export function visitLevel({ family, status, mdm, minutes }: LevelQuestion): LevelFound | null {
  const row = levelRow(family, status);
  const byMdm = mdm === null ? -1 : MDM_LEVELS.indexOf(mdm);
  const byTime = minutes === null ? -1 : row.minutes.findLastIndex((reached) => minutes >= reached);
  const code = row.codes[Math.max(byMdm, byTime)];
  if (code === undefined) return null;
  const basis = byTime >= byMdm ? 'time' : 'mdm';
  return { code, basis, short: basis === 'mdm' && minutes !== null && minutes < row.minutes[0] };
}

export function lowestMinutes(family: VisitFamily, status: VisitStatus): number {
  return levelRow(family, status).minutes[0];
}
