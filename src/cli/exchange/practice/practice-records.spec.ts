import { parsePractice, type PracticeRecords } from './practice-records.js';

const practice = { id: 'PR-A', timezone: 'America/New_York' };
const enrollment = { program: 'RPM', billingPractitionerId: 'NPI-A', startDate: '2025-10-05' };
const cuff = { id: 'D1', type: 'bp_cuff', assignedFrom: '2025-10-05' };
const person = (id: string) => ({
  patient: { id, timezone: 'America/Denver' },
  payer: { type: 'medicare_ffs' },
});

function recordsOf(file: object): PracticeRecords {
  const parsed = parsePractice({ practice, patients: [], ...file });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.records;
}

function errorsOf(file: object): string[] {
  const parsed = parsePractice({ practice, patients: [], ...file });
  return parsed.ok ? [] : parsed.errors.map(({ path }) => path);
}

describe('parsePractice', () => {
  it('names enrollments without an id by their patient and position', () => {
    const { enrollments } = recordsOf({
      patients: [{ ...person('P1'), enrollments: [enrollment, { ...enrollment, id: 'mine' }] }],
    });
    expect(enrollments.map(({ id, patientId }) => [id, patientId])).toEqual([
      ['P1-E1', 'P1'],
      ['mine', 'P1'],
    ]);
  });

  it('keeps one payer for all rows that describe the same payer, and a separate one for each that differs', () => {
    const commercial = { type: 'commercial', name: 'Plan', acceptedCodes: ['99454'] };
    const { payers, patients } = recordsOf({
      patients: [
        person('P1'),
        { ...person('P2'), payer: commercial },
        { ...person('P3'), payer: { ...commercial } },
        { ...person('P4'), payer: { ...commercial, acceptedCodes: ['99453'] } },
      ],
    });
    const used = patients.map(({ coverage }) => coverage[0]?.payerId);
    expect(payers.map(({ id }) => id).sort()).toEqual([...new Set(used)].sort());
    expect(used[0]).toBe('medicare_ffs');
    expect(used[1]).toBe(used[2]);
    expect(used[3]).not.toBe(used[1]);
  });

  it('keeps the id under which claims go to a payer, whether the payer is listed or described in a row', () => {
    const plan = { type: 'commercial', name: 'Plan' };
    const { payers, patients } = recordsOf({
      payers: [
        { id: 'listed', type: 'medicaid', from: '2024-01-01' },
        { id: 'listed', type: 'medicaid', from: '2025-01-01', payerCode: 'MCD01' },
      ],
      patients: [
        { ...person('P1'), payer: { ...plan, payerCode: 'AAA01' } },
        { ...person('P2'), payer: { ...plan, payerCode: 'BBB02' } },
        { ...person('P3'), payer: { ...plan, payerCode: 'AAA01' } },
        { ...person('P4'), payer: { type: 'medicare_ffs', payerCode: 'MAC01' } },
        person('P5'),
      ],
    });
    const codes = new Map(payers.map(({ id, payerCode }) => [id, payerCode]));
    expect(codes.get('listed')).toBe('MCD01');
    expect(patients.map(({ coverage }) => codes.get(coverage[0]?.payerId ?? ''))).toEqual([
      'AAA01',
      'BBB02',
      'AAA01',
      'MAC01',
      null,
    ]);
    expect(codes.size).toBe(5);
  });

  it('adds practitioners to the staff whom the file only names', () => {
    const { staff } = recordsOf({ patients: [{ ...person('P1'), enrollments: [enrollment] }] });
    expect(staff).toMatchObject([{ id: 'NPI-A', role: 'qhp', npi: null }]);
  });

  it('keeps a missing consent, order or payer missing', () => {
    const { enrollments, patients } = recordsOf({
      patients: [{ ...person('P1'), payer: null, enrollments: [enrollment] }],
    });
    expect(enrollments[0]).toMatchObject({ consent: null, order: null });
    expect(patients[0]?.coverage).toEqual([]);
  });

  it('lets one device pass from patient to patient', () => {
    const { devices, assignments } = recordsOf({
      patients: [
        { ...person('P1'), devices: [{ ...cuff, assignedTo: '2025-11-01' }] },
        { ...person('P2'), devices: [{ ...cuff, assignedFrom: '2025-11-02' }] },
      ],
    });
    expect(devices.map(({ id, parameter }) => [id, parameter])).toEqual([['D1', 'blood_pressure']]);
    expect(new Set(assignments.map(({ id }) => id)).size).toBe(2);
  });

  it('names each fault by its path', () => {
    expect(
      errorsOf({
        practice: { ...practice, npi: '12' },
        patients: [person('P1'), { ...person('P1'), devices: [{ ...cuff, assignedTo: '2025-01-01' }] }],
      }),
    ).toEqual(['practice.npi', 'patients[1].devices[0].assignedTo', 'patients[1].patient.id']);
    expect(
      errorsOf({
        patients: [{ ...person('P1'), enrollments: [{ ...enrollment, diagnoses: ['hypertension'] }] }],
      }),
    ).toEqual(['patients[0].enrollments[0].diagnoses[0]']);
  });
});
