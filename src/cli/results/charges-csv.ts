import { stringify } from 'csv-stringify/sync';
import type { ChargeView } from '../../domain/charges/charge-view.js';
import { CHARGES_CSV_COLUMNS, chargesCsvRow } from '../../domain/claims/charges-csv-columns.js';
import { claimLine } from '../../domain/claims/claim-line.js';
import type { PartiesOfFile } from './claim-parties.js';

const RFC_4180 = { record_delimiter: 'windows', eof: false } as const;

/** The first line of charges.csv, without its line end. */
export function csvHeader(): string {
  return stringify([CHARGES_CSV_COLUMNS.map(([header]) => header)], RFC_4180);
}

/** The line of one charge, without its line end. */
export function csvLine(charge: ChargeView, parties: PartiesOfFile): string {
  return stringify([chargesCsvRow(claimLine(charge, parties.of(charge)))], RFC_4180);
}
