import { supportedCodes } from '../../domain/rulebook/supported-codes.js';
import { CliError } from '../cli-error.js';
import type { CmsFile } from './cms-file.js';
import { parseCsv } from './parse-csv.js';
import { isPtpFile, readPtpFile } from './read-ptp-file.js';

const TITLE_LINES = 15;
const QUARTERS: Readonly<Record<string, readonly [letter: string, month: string]>> = {
  january: ['A', '01'],
  april: ['B', '04'],
  july: ['C', '07'],
  october: ['D', '10'],
};
/** Columns of the national relative value file, counted from 0. Its header spans several lines. */
const RVU = {
  code: 0,
  modifier: 1,
  status: 3,
  work: 5,
  nonFacility: 6,
  facility: 8,
  malpractice: 10,
  total: 11,
};
/** The total in the file is a sum of rounded numbers. */
const TOTAL_TOLERANCE = 0.011;
const KNOWN_CODES: ReadonlySet<string> = new Set(supportedCodes().map(({ code }) => code));

/**
 * Reads a CMS file: PPRRVU, GPCI or practitioner MUE (CSV), or practitioner PTP edits (CSV, or tab-separated text as CMS
 * publishes it).
 * @throws CliError that names the wrong line
 */
export function readCmsFile(text: string): CmsFile {
  if (isPtpFile(text)) return readPtpFile(text, KNOWN_CODES);
  const records = parseCsv(text.replace(/^\uFEFF/, ''));
  const titles = records
    .slice(0, TITLE_LINES)
    .map((record) => record.join(' '))
    .join('\n');
  const headerAt = (pattern: RegExp) =>
    records.findIndex((record) => record.some((cell) => pattern.test(cell)));
  const gpciAt = headerAt(/\bPE GPCI\b/i);
  if (gpciAt >= 0) return gpciFile(records, gpciAt);
  const mueAt = headerAt(/\bMUE Values?\b/i);
  if (mueAt >= 0) return mueFile(records, mueAt, titles);
  const rvuAt = records.findIndex(([first]) => /^HCPCS$/i.test(first?.trim() ?? ''));
  if (rvuAt >= 0) return relativeValueFile(records, rvuAt, titles);
  throw new CliError('This is not a PPRRVU, GPCI, practitioner MUE or PTP file as CMS publishes them.');
}

function relativeValueFile(records: readonly string[][], headerAt: number, titles: string): CmsFile {
  const rows = records.flatMap((record, at) => {
    const code = record[RVU.code]?.trim() ?? '';
    if (at <= headerAt || !KNOWN_CODES.has(code) || (record[RVU.modifier] ?? '').trim() !== '') return [];
    const value = (column: number) => numberAt(record, column, at);
    const row = {
      code,
      status: (record[RVU.status] ?? '').trim(),
      work: value(RVU.work),
      practiceNonFacility: value(RVU.nonFacility),
      practiceFacility: value(RVU.facility),
      malpractice: value(RVU.malpractice),
    };
    const sum = row.work + row.practiceNonFacility + row.malpractice;
    if (Math.abs(sum - value(RVU.total)) > TOTAL_TOLERANCE)
      throw wrong(
        at,
        `the values of ${code} do not add up to its total. Are the columns in the order that CMS uses?`,
      );
    return [row];
  });
  const [, year, month = ''] =
    /(20\d\d) National Physician Fee Schedule[^\n]*?\b(January|April|July|October)\b/i.exec(titles) ?? [];
  const quarter = QUARTERS[month.toLowerCase()];
  if (!year || !quarter) return { kind: 'relative_values', release: null, from: null, rows };
  const [letter, number] = quarter;
  return {
    kind: 'relative_values',
    release: `RVU${year.slice(2)}${letter}`,
    from: `${year}-${number}-01`,
    rows,
  };
}

function gpciFile(records: readonly string[][], headerAt: number): CmsFile {
  const header = records[headerAt] ?? [];
  const column = (...patterns: RegExp[]): number => {
    for (const pattern of patterns) {
      const at = header.findIndex((cell) => pattern.test(cell));
      if (at >= 0) return at;
    }
    throw wrong(headerAt, `the header has no column like ${String(patterns[0])}`);
  };
  const at = {
    state: column(/^\s*state\s*$/i),
    locality: column(/locality number/i),
    // Congress has kept a floor under the work index since 2020. If a file gives both values, use the one with the floor.
    work: column(/PW GPCI.*with 1\.0/i, /PW GPCI|work GPCI/i),
    practice: column(/PE GPCI/i),
    malpractice: column(/MP GPCI/i),
  };
  const rows = records.flatMap((record, line) => {
    const state = record[at.state]?.trim() ?? '';
    // Notes below the table have no indices. A row with indices must name its state.
    if (line <= headerAt || (record[at.practice] ?? '').trim() === '') return [];
    if (!/^[A-Z]{2}$/.test(state)) throw wrong(line, 'the state is not two letters');
    const value = (index: number) => numberAt(record, index, line);
    const locality = (record[at.locality] ?? '').trim().padStart(2, '0');
    return [
      {
        state,
        locality,
        work: value(at.work),
        practice: value(at.practice),
        malpractice: value(at.malpractice),
      },
    ];
  });
  const year = /\b(20\d\d)\b/.exec(header[at.practice] ?? '')?.[1];
  return { kind: 'gpci', release: year ? `GPCI ${year}` : null, from: year ? `${year}-01-01` : null, rows };
}

function mueFile(records: readonly string[][], headerAt: number, titles: string): CmsFile {
  const rows = records.flatMap((record, at) => {
    const code = record[0]?.trim() ?? '';
    if (at <= headerAt || !KNOWN_CODES.has(code)) return [];
    const adjudication = /^[123]/.exec(record[2]?.trim() ?? '')?.[0];
    if (adjudication === undefined) throw wrong(at, `the adjudication indicator of ${code} is not 1, 2 or 3`);
    return [{ code, units: numberAt(record, 1, at), adjudication }];
  });
  const [, month, day, year] = /Effective[-\s:]*(\d{2})[-/](\d{2})[-/](20\d\d)/i.exec(titles) ?? [];
  const from = year ? `${year}-${month}-${day}` : null;
  return { kind: 'mue', release: from === null ? null : `MUE ${from}`, from, rows };
}

function numberAt(record: readonly string[], column: number, line: number): number {
  const text = (record[column] ?? '').trim();
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw wrong(line, `column ${column + 1} is not a number`);
  return value;
}

function wrong(recordAt: number, message: string): CliError {
  return new CliError(`Record ${recordAt + 1}: ${message}.`);
}
