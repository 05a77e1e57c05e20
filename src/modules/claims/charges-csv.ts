import { stringify } from 'csv-stringify/sync';
import { CHARGES_CSV_COLUMNS, chargesCsvRow } from '../../domain/claims/charges-csv-columns.js';
import type { ClaimLine } from '../../domain/claims/claim-line.js';

const RFC_4180 = { record_delimiter: '\r\n' } as const;

/** The header of charges.csv, RFC 4180. */
export function chargesCsvHeader(): string {
  return stringify([CHARGES_CSV_COLUMNS.map(([header]) => header)], RFC_4180);
}

/** The lines of charges.csv without the header, so that a long file can be written in pieces. */
export function chargesCsvLines(lines: readonly ClaimLine[]): string {
  return stringify(lines.map(chargesCsvRow), RFC_4180);
}
