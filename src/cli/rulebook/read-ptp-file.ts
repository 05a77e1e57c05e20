import { parseLocalDate } from '../../domain/time/local-date.js';
import { CliError } from '../cli-error.js';
import type { CmsFile } from './cms-file.js';

/** CMS names the columns within these first characters. The files are long, so the rest is read line by line. */
const HEAD_CHARACTERS = 4000;
const CODE = /^[A-Z0-9]{5}$/;
const DAY = /^(\d{4})(\d{2})(\d{2})$/;

/** Is it a CMS file of NCCI procedure-to-procedure edits? */
export function isPtpFile(text: string): boolean {
  const head = text.slice(0, HEAD_CHARACTERS);
  return /Column\s*1\b/i.test(head) && /Column\s*2\b/i.test(head) && /Deletion/i.test(head);
}

/**
 * The pairs whose codes we both support. Columns: column 1, column 2, in existence before 1996, effective date, deletion
 * date (`*`: none), modifier indicator, rationale. The file does not name its release, so its latest effective date does.
 * @throws CliError that names the wrong line
 */
export function readPtpFile(text: string, codes: ReadonlySet<string>): CmsFile {
  const rows: PtpRow[] = [];
  let latest = '';
  let line = 0;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    const row = rowOf(text.slice(start, stop), line, codes);
    if (row) {
      rows.push(row);
      if (row.from > latest) latest = row.from;
    }
    start = stop + 1;
  }
  const from = latest === '' ? null : latest;
  return { kind: 'ptp', release: from === null ? null : `NCCI to ${from}`, from, rows };
}

interface PtpRow {
  readonly column1: string;
  readonly column2: string;
  readonly from: string;
  readonly to: string | null;
  readonly modifier: string;
}

function rowOf(text: string, line: number, codes: ReadonlySet<string>): PtpRow | null {
  const cells = text
    .split(text.includes('\t') ? '\t' : ',', 6)
    .map((cell) => cell.replaceAll('"', '').trim());
  const [column1 = '', column2 = '', , effective = '', deleted = '', modifier = ''] = cells;
  // Skip titles, notes and other codes.
  if (!CODE.test(column1) || !CODE.test(column2) || !codes.has(column1) || !codes.has(column2)) return null;
  if (!/^[019]$/.test(modifier))
    throw new CliError(`Line ${line + 1}: the modifier indicator of ${column1}/${column2} is not 0, 1 or 9.`);
  return {
    column1,
    column2,
    from: dayOf(effective, line),
    to: deleted === '*' || deleted === '' ? null : dayOf(deleted, line),
    modifier,
  };
}

function dayOf(text: string, line: number): string {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const date = parseLocalDate(`${year}-${month}-${day}`);
  if (date === null) throw new CliError(`Line ${line + 1}: a date is not in the form YYYYMMDD.`);
  return date;
}
