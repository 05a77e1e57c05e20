import type { ChargeView } from '../../src/domain/charges/explain/charge-view.js';
import { parseInstant, type Instant } from '../../src/domain/time/instant.js';
import { addDays, localDate } from '../../src/domain/time/local-date.js';
import { newAssignment } from '../../src/modules/devices/assignments/assignment.input.js';
import { deviceContent } from '../../src/modules/devices/device.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent } from '../../src/modules/patients/record/patient.input.js';
import {
  daysFrom,
  PRACTICE,
  startBillingPractice,
  type BillingPractice,
} from '../support/billing-practice.js';

const moment = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === null) throw new RangeError(text);
  return at;
};

describe('stories of months', () => {
  let practice: BillingPractice;
  let gateway: string;
  let sent = 0;

  async function start(now: string): Promise<void> {
    practice = await startBillingPractice({ now });
    gateway = await practice.issueToken(['readings:write'], PRACTICE, { source: 'gateway-1' });
  }
  afterEach(() => practice.close());

  /** Readings through the gateway's own route, taken at these moments. */
  const send = async (deviceId: string, ...moments: string[]): Promise<string[]> => {
    const body = moments.map((takenAt) => ({
      source: 'gateway-1',
      externalId: `G${sent++}`,
      deviceId,
      takenAt,
      receivedAt: takenAt,
      kind: 'blood_pressure',
      origin: 'device_auto',
      values: [{ code: '8480-6', value: 128, unit: 'mm[Hg]' }],
    }));
    const answer = await practice.http<{ status: string }[]>('POST', 'readings', body, gateway);
    expect(answer.status).toBe(200);
    return answer.body.map(({ status }) => status);
  };
  const noons = (first: string, count: number, offset = '-06:00') =>
    daysFrom(first, count).map((day) => `${day}T12:00:00${offset}`);
  const charges = async (): Promise<string[]> => {
    const { body } = await practice.http<{ items: ChargeView[] }>('GET', 'charges?limit=500');
    return body.items
      .map(
        ({ code, dateOfService, units, status, kind }) =>
          `${dateOfService} ${code} x${units} ${kind} ${status}`,
      )
      .sort();
  };
  const tickAt = (text: string) => {
    practice.clock.moveTo(text);
    return practice.billing.tick();
  };

  it('a device swapped in the middle of a window and recorded days late continues its stream', async () => {
    await start('2026-01-31T18:00:00Z');
    await practice.enroll('P1');
    await send('D-P1', ...noons('2026-01-03', 9));
    const devices = practice.app.get(DevicesService);
    const cuff = { type: 'bp_cuff', parameter: 'blood_pressure', fdaDefinedDevice: true, autoUpload: true };
    await devices.put(practice.principal, { id: 'D-NEW', ...deviceContent.parse(cuff) });
    expect(new Set(await send('D-NEW', ...noons('2026-01-12', 8)))).toEqual(new Set(['quarantined']));
    await tickAt('2026-02-02T18:00:00Z');
    expect(await charges()).toEqual([
      '2026-01-01 99453 x1 original proposed',
      '2026-02-01 99445 x1 original proposed',
    ]);
    const swap = { id: 'A-NEW', patientId: 'P1', assignedFrom: '2026-01-12', assignedTo: null };
    await devices.assign(practice.principal, { ...newAssignment.parse(swap), deviceId: 'D-NEW' });
    await tickAt('2026-02-02T19:00:00Z');
    expect(await charges()).toEqual([
      '2026-01-01 99453 x1 original proposed',
      '2026-02-01 99454 x1 original proposed',
    ]);
  });

  it("counts the day on which the clocks go forward once, by the patient's wall clock", async () => {
    await start('2026-04-10T18:00:00Z');
    await practice.enroll('P1', { from: '2026-03-01' });
    // 23:50 on the 7th, 00:10 and 23:50 on the 8th (23 hours long), 00:10 on the 9th.
    await send(
      'D-P1',
      '2026-03-08T05:50:00Z',
      '2026-03-08T06:10:00Z',
      '2026-03-09T04:50:00Z',
      '2026-03-09T05:10:00Z',
    );
    await tickAt('2026-04-10T18:00:00Z');
    const { body } = await practice.http<{ items: ChargeView[] }>('GET', 'charges?month=2026-04');
    expect(body.items.map(({ code, days, servicePeriod }) => [code, days, servicePeriod])).toEqual([
      ['99445', 3, { start: '2026-03-07', end: '2026-04-05' }],
    ]);
  });

  it('a window over the end of a leap February ends on the 29th', async () => {
    await start('2024-03-10T18:00:00Z');
    await practice.enroll('P1', { from: '2024-01-31' });
    await send('D-P1', ...noons('2024-01-31', 16));
    await tickAt('2024-03-10T18:00:00Z');
    expect(await charges()).toEqual([
      '2024-01-31 99453 x1 original proposed',
      '2024-02-29 99454 x1 original proposed',
    ]);
  });

  it('a new year brings its law: five days and fifteen minutes earn nothing before it', async () => {
    await start('2026-02-20T18:00:00Z');
    await practice.enroll('P1', { from: '2025-11-20' });
    await send('D-P1', ...noons('2025-11-20', 5), ...noons('2025-12-25', 5));
    await practice.call('P1', localDate('2025-12-30'), 15);
    await practice.call('P1', localDate('2026-01-02'), 15);
    await tickAt('2026-02-20T18:00:00Z');
    expect(await charges()).toEqual([
      '2026-01-18 99445 x1 original proposed',
      '2026-01-31 99470 x1 original proposed',
    ]);
  });

  it('a move to another zone, recorded late, recomputes the days', async () => {
    await start('2026-02-20T18:00:00Z');
    await practice.enroll('P1');
    // 23:30 in Honolulu on January 10 is already the 11th in Chicago.
    await send('D-P1', '2026-01-10T12:00:00-06:00', '2026-01-11T09:30:00Z', '2026-01-12T12:00:00-06:00');
    await tickAt('2026-02-20T18:00:00Z');
    const days = async () => {
      const { body } = await practice.http<{ items: ChargeView[] }>('GET', 'charges?month=2026-02');
      return body.items.map(({ code, days: counted }) => [code, counted]);
    };
    expect(await days()).toEqual([['99445', 3]]);
    const patients = practice.app.get(PatientsService);
    const before = await patients.get(practice.principal, 'P1');
    const zones = [{ zone: 'America/Chicago' }, { zone: 'Pacific/Honolulu', from: '2026-01-10T20:00:00Z' }];
    const content = patientContent.parse({
      zones,
      establishedPatient: true,
      mrn: before?.mrn,
      coverage: [{ payerId: 'medicare', memberId: '1EG4-P1' }],
    });
    await patients.put(practice.principal, { id: 'P1', ...content });
    await tickAt('2026-02-20T19:00:00Z');
    expect(await days()).toEqual([['99445', 2]]);
  });

  it('death closes window and month at once, and nothing is dated after it', async () => {
    await start('2026-01-25T18:00:00Z');
    await practice.enroll('P1', { patient: { deathDate: '2026-01-22' } });
    await send('D-P1', ...noons('2026-01-03', 17));
    await practice.call('P1', localDate('2026-01-15'), 25);
    await tickAt('2026-01-25T18:00:00Z');
    expect(await charges()).toEqual([
      '2026-01-01 99453 x1 original proposed',
      '2026-01-15 99457 x1 original proposed',
      '2026-01-19 99454 x1 original proposed',
    ]);
  });

  it('late readings after export become replacements, and a correction of the correction another one', async () => {
    await start('2026-02-10T18:00:00Z');
    await practice.enroll('P1');
    await send('D-P1', ...noons('2026-01-03', 15));
    await tickAt('2026-02-10T18:00:00Z');
    const source = 'E-P1~supply~2026-01-03';
    await practice.http('POST', 'charges/approve', { ids: [`${source}~99445`] });
    await practice.http('POST', 'export-batches');
    practice.clock.moveTo('2026-02-11T18:00:00Z');
    const late = await practice.http<{ id: string }[]>(
      'POST',
      'readings',
      [
        {
          source: 'gateway-1',
          externalId: 'LATE',
          deviceId: 'D-P1',
          takenAt: '2026-01-30T12:00:00-06:00',
          receivedAt: '2026-02-11T12:00:00-06:00',
          kind: 'blood_pressure',
          origin: 'device_auto',
          values: [{ code: '8480-6', value: 120, unit: 'mm[Hg]' }],
        },
      ],
      gateway,
    );
    await tickAt('2026-02-11T19:00:00Z');
    await practice.http('POST', `charges/${source}~99454~a1/approve`);
    await practice.http('POST', 'export-batches');
    const writer = await practice.issueToken(['records:write', 'readings:write'], PRACTICE, {
      principalId: 'clerk',
    });
    const excluded = await practice.http(
      'POST',
      `readings/${late.body[0]?.id ?? ''}/exclude`,
      { reason: 'not this patient' },
      writer,
    );
    expect(excluded.status).toBeLessThan(300);
    await tickAt('2026-02-12T19:00:00Z');
    expect((await charges()).filter((line) => line.startsWith('2026-02-01'))).toEqual([
      '2026-02-01 99445 x1 original exported',
      '2026-02-01 99445 x1 replacement proposed',
      '2026-02-01 99454 x1 replacement exported',
    ]);
  });

  it('closing hour by hour over four months gives the same result as one closing at the end', async () => {
    await start('2025-12-01T12:00:00Z');
    await practice.enroll('P1', { from: '2025-12-01' });
    await practice.enroll('P2', { from: '2025-12-01', zones: [{ zone: 'Pacific/Honolulu' }] });
    const last = localDate('2026-04-10');
    for (let day = localDate('2025-12-01'); day < last; day = addDays(day, 1)) {
      practice.clock.moveTo(`${day}T23:00:00Z`);
      const number = Number(day.slice(8));
      if (number % 3 !== 0) await send('D-P1', `${day}T12:00:00-06:00`);
      if (number % 9 === 0) await send('D-P2', `${day}T12:00:00-10:00`);
      if (number === 14) await practice.call('P1', day, 26);
      if (number === 20) await practice.call('P2', day, 11);
      await practice.billing.tick();
    }
    await tickAt('2026-04-10T23:00:00Z');
    const stepwise = await charges();
    const once = await practice.http<{ digest: string; counts: { written: number } }>('POST', 'closing-runs');
    expect(once.body.counts.written).toBe(0);
    expect(stepwise.length).toBeGreaterThan(8);
    const fresh = practice;
    await start('2026-04-10T23:00:00Z');
    try {
      for (const [id, zones] of [
        ['P1', undefined],
        ['P2', [{ zone: 'Pacific/Honolulu' }]],
      ] as const)
        await practice.enroll(id, { from: '2025-12-01', ...(zones && { zones }) });
      for (let day = localDate('2026-04-09'); day >= '2025-12-01'; day = addDays(day, -1)) {
        const number = Number(day.slice(8));
        if (number % 3 !== 0) await send('D-P1', `${day}T12:00:00-06:00`);
        if (number % 9 === 0) await send('D-P2', `${day}T12:00:00-10:00`);
        if (number === 14) await practice.call('P1', day, 26);
        if (number === 20) await practice.call('P2', day, 11);
      }
      await practice.billing.tick(moment('2026-04-10T23:00:00Z'));
      expect(await charges()).toEqual(stepwise);
      const digest = await practice.http<{ digest: string }>('POST', 'closing-runs', { dryRun: true });
      expect(digest.body.digest).toBe(once.body.digest);
    } finally {
      await fresh.close();
    }
  });
});
