import { readCmsFile } from './read-cms-file.js';

const RVU_HEAD = [
  '2026 National Physician Fee Schedule Relative Value File July Release,,,,,,,,,,,',
  'RELEASED 06/30/2026,,,,,,,,,,,',
  'HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL',
].join('\n');
const rvu = (...rows: string[]): string => `${RVU_HEAD}\n${rows.join('\n')}\n`;

describe('readCmsFile', () => {
  it('keeps only our codes of a relative value file, without their descriptors', () => {
    const file = readCmsFile(
      rvu(
        '99457,,"Somebody\'s words, quoted",A,,0.61,0.90,,0.14,,0.04,1.55',
        '99457,26,with a modifier,A,,0.61,0.90,,0.14,,0.04,1.55',
        '00100,,a code that we do not support,J,,0.00,0.00,,0.00,,0.00,0.00',
      ),
    );
    expect(file).toEqual({
      kind: 'relative_values',
      release: 'RVU26C',
      from: '2026-07-01',
      rows: [
        {
          code: '99457',
          status: 'A',
          work: 0.61,
          practiceNonFacility: 0.9,
          practiceFacility: 0.14,
          malpractice: 0.04,
        },
      ],
    });
  });

  it('refuses a file whose columns are in another order', () => {
    expect(() => readCmsFile(rvu('99457,,words,A,,0.90,0.61,,0.14,,0.04,3.55'))).toThrow('do not add up');
    expect(() => readCmsFile(rvu('99457,,words,A,,,0.61,,0.14,,0.04,3.55'))).toThrow(
      'column 6 is not a number',
    );
  });

  it('uses the work index with the floor if a GPCI file gives both', () => {
    const file = readCmsFile(
      [
        'ADDENDUM E. FINAL CY 2026 GEOGRAPHIC PRACTICE COST INDICES,,,,,,,',
        'Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,' +
          '2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI',
        '10112,AL,0,ALABAMA,0.966,1.000,0.869,0.575',
        'Note: the floor holds,,,,,,,',
      ].join('\r\n'),
    );
    expect(file).toEqual({
      kind: 'gpci',
      release: 'GPCI 2026',
      from: '2026-01-01',
      rows: [{ state: 'AL', locality: '00', work: 1, practice: 0.869, malpractice: 0.575 }],
    });
  });

  it('refuses a row of indices without a state, and a quote that never closes', () => {
    const head = 'State,Locality Number,2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI';
    const file = (row: string) => () => readCmsFile(`${head}\nAL,0,1.000,0.869,0.575\n${row}\n`);
    expect(file('Wisconsin,0,1.000,0.958,0.308')).toThrow('Record 3: the state');
    expect(file('WI,0,1.000,0.958,n/a')).toThrow('Record 3: column 5 is not a number');
    expect(file('"WI,0,1.000,0.958,0.308')).toThrow('a quote is never closed');
  });

  it('reads units and adjudication of an MUE file', () => {
    const file = readCmsFile(
      [
        '"Practitioner Services MUE Table – Effective-10-01-2026",,,',
        '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale',
        '99458,3,3 Date of Service Edit: Clinical,Clinical: Data',
        '0001A,1,2 Date of Service Edit: Policy,Nature of Service',
      ].join('\n'),
    );
    expect(file).toEqual({
      kind: 'mue',
      release: 'MUE 2026-10-01',
      from: '2026-10-01',
      rows: [{ code: '99458', units: 3, adjudication: '3' }],
    });
  });

  const ptp = (...rows: string[]) =>
    [
      'Somebody holds rights in these words.',
      'Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\tModifier 0=not allowed\tPTP Edit Rationale',
      ...rows,
    ].join('\r\n');
  it('reads pairs of our codes from a PTP file, with tabs or commas', () => {
    const rows = [
      ['99457', '99091', '', '20260101', '*', '1', 'Misuse, of column two'],
      ['99453', '99091', '', '20200101', '20231231', '0', 'Standards'],
      ['00100', '99091', '', 'never', '*', '0', 'one code that we do not support'],
    ];
    const expected = {
      kind: 'ptp',
      release: 'NCCI to 2026-01-01',
      from: '2026-01-01',
      rows: [
        { column1: '99457', column2: '99091', from: '2026-01-01', to: null, modifier: '1' },
        { column1: '99453', column2: '99091', from: '2020-01-01', to: '2023-12-31', modifier: '0' },
      ],
    };
    expect(readCmsFile(ptp(...rows.map((row) => row.join('\t'))))).toEqual(expected);
    const quoted = rows.map((row) => row.map((cell) => `"${cell}"`).join(','));
    expect(readCmsFile(ptp(...quoted).replaceAll('\t', ','))).toEqual(expected);
  });

  it('refuses a PTP file whose columns are in another order', () => {
    expect(() => readCmsFile(ptp('99457\t99091\t\t*\t20260101\t1\tx'))).toThrow('Line 3: a date');
    expect(() => readCmsFile(ptp('99457\t99091\t\t20260230\t*\t1\tx'))).toThrow('Line 3: a date');
    expect(() => readCmsFile(ptp('99457\t99091\t\t20260101\t*\t2\tx'))).toThrow('Line 3: the modifier');
  });

  it('refuses any other file', () => {
    expect(() => readCmsFile('a,b,c\n1,2,3\n')).toThrow('not a PPRRVU');
  });
});
