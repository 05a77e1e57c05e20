import fc from 'fast-check';
import { localDate } from '../time/local-date.js';
import { CHARGES_CSV_COLUMNS, chargesCsvRow, formulaSafe } from './charges-csv-columns.js';
import type { ClaimLine } from './claim-line.js';

const line: ClaimLine = {
  practice: 'PR-1',
  practiceName: 'Lake',
  chargeId: 'E1~supply~2026-01-03~99454',
  patientId: 'P1',
  mrn: '=1+1',
  payerId: 'm',
  payer: 'Medicare',
  memberId: '-12',
  renderingNpi: '1245319599',
  billingNpi: null,
  placeOfService: '02',
  code: '99454',
  modifiers: ['KX', 'GP'],
  units: 1,
  dateOfService: localDate('2026-02-01'),
  servicePeriodStart: localDate('2026-01-03'),
  servicePeriodEnd: localDate('2026-02-01'),
  diagnoses: ['I10', 'E11.9'],
  days: 16,
  minutes: null,
  expectedAmountCents: 5211,
  status: 'exported',
  frequencyCode: '1',
  adjusts: null,
  reason: '@SUM(A1)',
  evidenceLink: '/v1/charges/E1~supply~2026-01-03~99454/explain',
};

describe('charges.csv', () => {
  it('has the columns that a biller asks for, and one cell each', () => {
    const headers = CHARGES_CSV_COLUMNS.map(([header]) => header);
    expect(headers).toEqual([
      ...['practice', 'patient_id', 'mrn', 'payer', 'member_id', 'rendering_npi', 'billing_npi'],
      ...['place_of_service', 'code', 'modifiers', 'units', 'date_of_service'],
      ...['service_period_start', 'service_period_end', 'diagnoses', 'days', 'minutes', 'expected_amount'],
      ...['status', 'reason', 'evidence_link', 'charge_id', 'frequency_code', 'adjusts'],
    ]);
    expect(chargesCsvRow(line)).toEqual([
      ...['PR-1', 'P1', "'=1+1", 'Medicare', '-12', '1245319599', '', '02', '99454', 'KX GP', '1'],
      ...['2026-02-01', '2026-01-03', '2026-02-01', 'I10 E11.9', '16', '', '52.11', 'exported', "'@SUM(A1)"],
      ...['/v1/charges/E1~supply~2026-01-03~99454/explain', 'E1~supply~2026-01-03~99454', '1', ''],
    ]);
  });

  it('no cell begins like a formula unless it is a plain number', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', ' =', '\n@', 'a', '1', ' ');
    fc.assert(
      fc.property(start, fc.string(), (first, rest) => {
        const safe = formulaSafe(first + rest);
        expect(/^\s*[=+@\uff1d]|^[\t\r\n]/.test(safe)).toBe(false);
        if (safe.startsWith('-')) expect(Number.isFinite(Number(safe))).toBe(true);
        expect(safe.endsWith(first + rest)).toBe(true);
      }),
    );
  });
});
