import { localDate } from '../time/local-date.js';
import { monthPeriod, parseYearMonth, type YearMonth } from '../time/year-month.js';
import { withApcmBundle } from './apcm-bundle.js';
import type { BillableFinding, SourceAssessment } from './finding.js';

const source = (kind: SourceAssessment['kind'], code: string, change: Partial<BillableFinding> = {}) => {
  const finding: BillableFinding = {
    outcome: 'billable',
    code,
    units: 1,
    modifiers: [],
    dateOfService: localDate('2026-01-15'),
    payerId: 'medicare',
    payerType: 'medicare_ffs',
    amount: null,
    informational: false,
    reviewRequired: false,
    replaces: null,
    rules: [],
    flags: [],
    detail: {},
    ...change,
  };
  return {
    kind,
    enrollmentId: null,
    sourceId: code,
    period: monthPeriod(parseYearMonth('2026-01') as YearMonth),
    state: 'over',
    parkedBecause: null,
    closesOn: localDate('2026-01-31'),
    findings: [finding],
    evidence: { days: null, minutes: [], smbpReadings: null },
    flags: [],
  } as const satisfies SourceAssessment;
};
const apcm = source('management', 'G0557', { dateOfService: localDate('2026-01-31') });
const outcome = (
  message: SourceAssessment,
  practitionerOf: (one: SourceAssessment) => string | null = () => 'DR',
) => withApcmBundle([message, apcm], practitionerOf)[0]?.findings[0];

describe('a month of APCM', () => {
  it.each(['98016', 'G2252', '99422'])('includes %s by the same practitioner', (code) => {
    expect(outcome(source('encounter', code))).toMatchObject({
      outcome: 'not_billed',
      reasons: ['mutually_exclusive'],
      rules: ['APCM'],
      detail: { rival: 'G0557' },
    });
  });

  it('leaves visits, images, other months, payers and practitioners alone', () => {
    for (const message of [
      source('encounter', '99214'),
      source('encounter', 'G2010'),
      source('encounter', '98016', { dateOfService: localDate('2026-02-01') }),
      source('encounter', '98016', { payerId: 'acme' }),
    ])
      expect(outcome(message)?.outcome).toBe('billable');
    expect(outcome(source('encounter', '98016'), ({ kind }) => kind)?.outcome).toBe('billable');
    expect(outcome(source('encounter', '98016'), () => null)?.outcome).toBe('billable');
    const alone = [source('encounter', '98016')];
    expect(withApcmBundle(alone, () => 'DR')).toBe(alone);
  });
});
