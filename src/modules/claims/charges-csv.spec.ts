import { CHARGES_CSV_COLUMNS } from '../../domain/claims/charges-csv-columns.js';
import type { ClaimLine } from '../../domain/claims/claim-line.js';
import { localDate } from '../../domain/time/local-date.js';
import { chargesCsvHeader, chargesCsvLines } from './charges-csv.js';

describe('charges.csv', () => {
  it('quotes as RFC 4180 requires and uses CR LF only at the end of a line', () => {
    const day = localDate('2026-02-01');
    const line: ClaimLine = {
      ...{ practice: 'PR-1', practiceName: 'Lake', chargeId: 'E1~management~2026-01~99457', patientId: 'P1' },
      ...{ mrn: null, payerId: 'm', payer: 'Health "Plus", Inc.', memberId: null, renderingNpi: null },
      ...{
        billingNpi: null,
        placeOfService: '11',
        code: '99457',
        modifiers: [],
        units: 1,
        dateOfService: day,
      },
      ...{ servicePeriodStart: day, servicePeriodEnd: day, diagnoses: [], days: null, minutes: 20 },
      ...{ expectedAmountCents: null, status: 'exported', frequencyCode: '1', adjusts: null },
      ...{ reason: 'seen\nand agreed', evidenceLink: '/x' },
    };
    expect(chargesCsvHeader().endsWith('adjusts\r\n')).toBe(true);
    expect(chargesCsvHeader().split(',').length).toBe(CHARGES_CSV_COLUMNS.length);
    const text = chargesCsvLines([line]);
    expect(text).toContain(',"Health ""Plus"", Inc.",');
    expect(text).toContain(',seen and agreed,');
    expect(text.endsWith('\r\n')).toBe(true);
  });
});
