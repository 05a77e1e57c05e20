import fc from 'fast-check';
import { ptpEditOn, type PtpEdit, type PtpTable } from '../rulebook/ptp-edits.js';
import { localDate } from '../time/local-date.js';
import { periodOfDays } from '../time/period.js';
import { withPtpEdits } from './apply-ptp-edits.js';
import type { BillableFinding, SourceAssessment } from './finding.js';

const DAY = '2026-01-31';
const edit = (column1: string, column2: string, rest: Partial<PtpEdit> = {}): PtpEdit => ({
  column1,
  column2,
  from: '2026-01-01',
  to: null,
  modifier: '0',
  ...rest,
});
const table = (...edits: PtpEdit[]): PtpTable => ({ release: 'NCCI 2026Q1', edits });
const line = (code: string, change: Partial<BillableFinding> = {}): BillableFinding => ({
  outcome: 'billable',
  code,
  units: 1,
  modifiers: [],
  dateOfService: localDate(DAY),
  payerId: 'medicare',
  payerType: 'medicare_ffs',
  amount: null,
  informational: false,
  reviewRequired: false,
  replaces: null,
  rules: ['R28'],
  flags: [],
  detail: {},
  ...change,
});
const source = (id: string, ...findings: BillableFinding[]): SourceAssessment => ({
  kind: 'management',
  enrollmentId: 'E',
  sourceId: id,
  period: periodOfDays(localDate(DAY), 1),
  state: 'over',
  parkedBecause: null,
  closesOn: localDate(DAY),
  findings,
  evidence: { days: null, minutes: [], smbpReadings: null },
  flags: [],
});
const decided = (
  sources: readonly SourceAssessment[],
  tables: readonly PtpTable[],
  practitionerOf: (one: SourceAssessment) => string | null = () => 'DR',
): string[] =>
  withPtpEdits(sources, tables, practitionerOf).flatMap(({ findings }) =>
    findings.map((finding) =>
      finding.outcome === 'billable'
        ? `${finding.code}${finding.reviewRequired ? '?' : ''}`
        : `-${finding.code} by ${finding.detail['rival']}`,
    ),
  );

describe('the pair that a release names on a date', () => {
  const on = (tables: PtpTable[], day: string) =>
    ptpEditOn(tables, { column1: '99453', column2: '99091' }, localDate(day));
  it('applies from its first day through its last, in one direction only', () => {
    const tables = [table(edit('99453', '99091', { to: '2026-03-31' }))];
    expect(on(tables, '2025-12-31')).toBeNull();
    expect(on(tables, '2026-01-01')).toEqual({ release: 'NCCI 2026Q1', modifierAllowed: false });
    expect(on(tables, '2026-03-31')).not.toBeNull();
    expect(on(tables, '2026-04-01')).toBeNull();
    const back = { column1: '99091', column2: '99453' };
    expect(ptpEditOn(tables, back, localDate('2026-01-01'))).toBeNull();
  });

  it('follows the latest release, including deletions', () => {
    const first = table(edit('99453', '99091'));
    const later = { release: 'NCCI 2026Q2', edits: [edit('99453', '99091', { to: '2026-01-31' })] };
    expect(on([first, later], '2026-02-01')).toBeNull();
    expect(on([first, later], '2026-01-31')?.release).toBe('NCCI 2026Q2');
    expect(on([first, { release: 'other', edits: [] }], '2026-02-01')?.release).toBe('NCCI 2026Q1');
    expect(on([table(edit('99453', '99091', { modifier: '9' }))], '2026-02-01')).toBeNull();
  });
});

describe('lines under loaded pairs', () => {
  const month = source('m', line('99457'), line('99458'));
  const review = source('r', line('99091'));

  it('are unchanged without a release or when no pair matches', () => {
    const sources = [month, review];
    expect(withPtpEdits(sources, [], () => 'DR')).toBe(sources);
    expect(withPtpEdits(sources, [table(edit('99453', '99091'))], () => 'DR')).toBe(sources);
  });

  it('drop the second code of a pair in favor of the first', () => {
    expect(decided([month, review], [table(edit('99457', '99091'))])).toEqual([
      ...['99457', '99458', '-99091 by 99457'],
    ]);
    const [, found] = withPtpEdits([month, review], [table(edit('99457', '99091'))], () => 'DR');
    expect(found?.findings[0]).toMatchObject({
      outcome: 'not_billed',
      reasons: ['mutually_exclusive'],
      rules: ['NCCI'],
      detail: { ncciRelease: 'NCCI 2026Q1' },
    });
  });

  it('drop an add-on with its base, and a prolonged service with its visit', () => {
    expect(decided([month, review], [table(edit('99091', '99457'))])).toEqual([
      ...['-99457 by 99091', '-99458 by 99091', '99091'],
    ]);
    const visit = source('v', line('99215'), line('G2212'));
    expect(decided([visit, review], [table(edit('99091', '99215'))])).toEqual([
      ...['-99215 by 99091', '-G2212 by 99091', '99091'],
    ]);
  });

  it('wait for a person if a modifier may allow both', () => {
    const sources = [month, review];
    expect(decided(sources, [table(edit('99457', '99091', { modifier: '1' }))])).toEqual([
      ...['99457', '99458', '99091?'],
    ]);
    const [, found] = withPtpEdits(sources, [table(edit('99457', '99091', { modifier: '1' }))], () => 'DR');
    expect(found?.flags).toEqual(['ncci_modifier_needed']);
    expect(found?.findings[0]).toMatchObject({ modifiers: [], detail: { ncciColumn1: '99457' } });
  });

  it('match only on the same date, for the same payer and practitioner', () => {
    const tables = [table(edit('99457', '99091'))];
    for (const other of [{ dateOfService: localDate('2026-01-30') }, { payerId: 'acme' }])
      expect(decided([month, source('r', line('99091', other))], tables)).not.toContain('-99091 by 99457');
    expect(decided([month, review], tables, ({ sourceId }) => sourceId)).toContain('99091');
    expect(decided([month, review], tables, () => null)).toContain('99091');
  });

  it('are decided the same in any order; a withheld code withholds nothing', () => {
    const chain = [
      table(edit('99453', '99454'), edit('99454', '99457'), edit('99457', '99453', { from: '2027-01-01' })),
    ];
    const sources = ['99453', '99454', '99457'].map((code) => source(code, line(code)));
    expect(decided(sources, chain)).toEqual(['99453', '-99454 by 99453', '99457']);
    const codes = ['99453', '99454', '99457', '99091', '99490'];
    const edits = fc.array(
      fc.tuple(fc.constantFrom(...codes), fc.constantFrom(...codes)).map(([a, b]) => edit(a, b)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(edits, fc.shuffledSubarray(codes), (rows, order) => {
        const tables = [table(...rows)];
        const inOrder = order.map((code) => source(code, line(code)));
        const found = decided(inOrder, tables);
        expect([...found].sort()).toEqual(decided([...inOrder].reverse(), tables).sort());
        // A code that withholds another is kept.
        const standing = found.filter((each) => !each.startsWith('-'));
        for (const each of found) if (each.startsWith('-')) expect(standing).toContain(each.split(' by ')[1]);
      }),
    );
  });
});
