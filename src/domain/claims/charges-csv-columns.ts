import type { ClaimLine } from './claim-line.js';

/** The columns of charges.csv in order. Others read these files, so new columns go at the end. */
export const CHARGES_CSV_COLUMNS: readonly (readonly [header: string, cell: (line: ClaimLine) => string])[] =
  [
    ['practice', (line) => line.practice],
    ['patient_id', (line) => line.patientId],
    ['mrn', (line) => line.mrn ?? ''],
    ['payer', (line) => line.payer ?? line.payerId],
    ['member_id', (line) => line.memberId ?? ''],
    ['rendering_npi', (line) => line.renderingNpi ?? ''],
    ['billing_npi', (line) => line.billingNpi ?? ''],
    ['place_of_service', (line) => line.placeOfService],
    ['code', (line) => line.code],
    ['modifiers', (line) => line.modifiers.join(' ')],
    ['units', (line) => String(line.units)],
    ['date_of_service', (line) => line.dateOfService],
    ['service_period_start', (line) => line.servicePeriodStart],
    ['service_period_end', (line) => line.servicePeriodEnd],
    ['diagnoses', (line) => line.diagnoses.join(' ')],
    ['days', (line) => numberCell(line.days)],
    ['minutes', (line) => numberCell(line.minutes)],
    ['expected_amount', (line) => amountCell(line.expectedAmountCents)],
    ['status', (line) => line.status],
    ['reason', (line) => line.reason],
    ['evidence_link', (line) => line.evidenceLink],
    ['charge_id', (line) => line.chargeId],
    ['frequency_code', (line) => line.frequencyCode],
    ['adjusts', (line) => line.adjusts ?? ''],
  ];

/**
 * The cells of one line, safe to open in a spreadsheet. No cell contains a line break, because many readers split
 * there.
 */
export function chargesCsvRow(line: ClaimLine): string[] {
  return CHARGES_CSV_COLUMNS.map(([, cell]) => formulaSafe(cell(line)).replace(/[\r\n]+/g, ' '));
}

/** Also after blanks, which some readers drop, and as full-width characters, which some readers convert. */
const FORMULA_START = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * A spreadsheet evaluates a cell that begins like a formula. A leading apostrophe makes it text. Numbers stay
 * numbers.
 */
export function formulaSafe(cell: string): string {
  return FORMULA_START.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

function numberCell(value: number | null): string {
  return value === null ? '' : String(value);
}

/** Dollars and cents, such as `52.11`. */
function amountCell(cents: number | null): string {
  return cents === null ? '' : (cents / 100).toFixed(2);
}
