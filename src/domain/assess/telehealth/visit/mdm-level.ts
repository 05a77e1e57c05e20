import type { MdmLevel, MdmWorksheet } from '../../../facts/encounter.js';
import {
  DATA_CATEGORIES_FOR_HIGH,
  DATA_ITEMS,
  PROBLEM_ROWS,
  RISK_LEVELS,
} from '../../../rulebook/telehealth/mdm-table.js';
import { MDM_LEVELS } from '../../../rulebook/telehealth/visit-levels.js';
import type { LocalDate } from '../../../time/local-date.js';

export interface MdmFound {
  readonly level: MdmLevel;
  /** Index of each column's level; -1 if nothing was documented. */
  readonly columns: { readonly problems: number; readonly data: number; readonly risk: number };
}

/** The level of medical decision making that two of the three columns meet or exceed (T2.2); null: no level. */
export function mdmFromWorksheet(worksheet: MdmWorksheet, day: LocalDate): MdmFound | null {
  const columns = {
    problems: problemLevel(worksheet, day),
    data: dataLevel(worksheet),
    risk: worksheet.risk === null ? -1 : RISK_LEVELS.indexOf(worksheet.risk),
  };
  const [, second = -1] = Object.values(columns).sort((a, b) => b - a);
  const level = MDM_LEVELS[second];
  return level === undefined ? null : { level, columns };
}

function problemLevel({ problems }: MdmWorksheet, day: LocalDate): number {
  const levels = PROBLEM_ROWS.map((row) => {
    const count = day >= row.from ? (problems[row.problem] ?? 0) : 0;
    if (count <= 0) return -1;
    return row.several && count >= row.several.count ? row.several.level : row.level;
  });
  return Math.max(-1, ...levels);
}

/** Ordering a test includes reading its result. A test whose interpretation is billed separately does not count. */
function dataLevel({ data }: MdmWorksheet): number {
  const billed = new Set(data.testsBilledSeparately);
  const tests = new Set([...data.testsOrdered, ...data.testsReviewed].filter((test) => !billed.has(test)));
  const items = new Set(data.externalNoteSources).size + tests.size;
  const historian = data.independentHistorian ? 1 : 0;
  const interpretation = data.independentInterpretations.some((test) => !billed.has(test));
  const met = [items + historian >= DATA_ITEMS.moderate, interpretation, data.discussionWithExternal];
  const categories = met.filter(Boolean).length;
  if (categories >= DATA_CATEGORIES_FOR_HIGH) return 3;
  if (categories > 0) return 2;
  return items >= DATA_ITEMS.low || historian > 0 ? 1 : 0;
}
