import type { LocalDate } from '../time/local-date.js';

export interface PtpEdit {
  readonly column1: string;
  readonly column2: string;
  readonly from: string;
  readonly to: string | null;
  readonly modifier: '0' | '1' | '9';
}

/** CMS's PTP edits for practitioners of one quarter, as a practice loaded them (rule NCCI). */
export interface PtpTable {
  readonly release: string;
  readonly edits: readonly PtpEdit[];
}

export interface PtpFound {
  readonly release: string;
  /** Whether a modifier may unbundle the two codes. */
  readonly modifierAllowed: boolean;
}

type Index = ReadonlyMap<string, readonly PtpEdit[]>;
const indexes = new WeakMap<PtpTable, Index>();

/**
 * The edit that keeps `column2` from being paid with `column1` on a date of service; null if none is in force. The latest
 * release that names the pair decides, because its rows hold the pair's whole history, deletions included.
 * @param tables in the order of their first dates
 */
export function ptpEditOn(
  tables: readonly PtpTable[],
  pair: { readonly column1: string; readonly column2: string },
  day: LocalDate,
): PtpFound | null {
  for (const table of tables.toReversed()) {
    const edits = indexOf(table).get(`${pair.column1}/${pair.column2}`);
    if (!edits) continue;
    const held = edits.find(({ from, to }) => from <= day && (to === null || day <= to));
    // 9: CMS deleted the edit as of its first day.
    return held && held.modifier !== '9'
      ? { release: table.release, modifierAllowed: held.modifier === '1' }
      : null;
  }
  return null;
}

/** Built once per release, because closing asks about every pair of lines on a date. */
function indexOf(table: PtpTable): Index {
  let index = indexes.get(table);
  if (!index) {
    const pairs = new Map<string, PtpEdit[]>();
    for (const edit of table.edits) {
      const key = `${edit.column1}/${edit.column2}`;
      const list = pairs.get(key);
      if (list) list.push(edit);
      else pairs.set(key, [edit]);
    }
    indexes.set(table, (index = pairs));
  }
  return index;
}
