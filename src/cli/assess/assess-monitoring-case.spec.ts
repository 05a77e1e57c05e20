import { assessMonitoringCase } from './assess-monitoring-case.js';

/** A case of a health center that asks for one month. */
function assess(month: string, input: object = {}): ReturnType<typeof assessMonitoringCase> {
  return assessMonitoringCase({
    id: 'C',
    input: {
      patient: { id: 'P1', timezone: 'America/New_York', establishedPatient: true },
      payer: { type: 'medicare_ffs' },
      enrollment: {
        program: 'RPM',
        billingPractitionerId: 'NPI-A',
        startDate: '2017-01-01',
        consentDate: '2017-01-01',
        orderDate: '2017-01-01',
        facilityType: 'FQHC',
      },
      evaluate: { month, asOf: '2026-05-02' },
      ...input,
    },
  });
}

describe('assessMonitoringCase', () => {
  it('names the path of a code that its program does not have', () => {
    expect(assess('2026-04', { apcm: { code: 'G9999', month: '2026-04' } })).toMatchObject({
      ok: false,
      id: 'C',
      path: 'input.apcm.code',
    });
    expect(assess('2026-04', { tcm: { code: '99490', dischargeDate: '2026-04-01' } })).toMatchObject({
      ok: false,
      path: 'input.tcm.code',
    });
  });

  it.each(['2017-12', '2018-06', '2018-12'])('decides %s: no code of management was in force', (month) => {
    const answer = assess(month);
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.codes).toEqual([]);
    expect(answer.notBilled).toContainEqual(
      expect.objectContaining({ code: '99457', reason: 'code_not_effective' }),
    );
  });
});
