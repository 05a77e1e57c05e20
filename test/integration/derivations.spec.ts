import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { instant } from '../../src/domain/time/instant.js';
import { addDays, localDate } from '../../src/domain/time/local-date.js';
import { newAssignment } from '../../src/modules/devices/assignments/assignment.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { Rederivation } from '../../src/modules/readings/attribution/rederivation.js';
import { ReadingsService } from '../../src/modules/readings/readings.service.js';
import { Derivations } from '../../src/modules/restatement/derivations.js';
import { startBillingPractice, type BillingPractice } from '../support/billing-practice.js';
import { watchScans } from '../support/explain-query.js';
import { storedCollection } from '../support/stored-collection.js';

const DAYS = Array.from({ length: 20 }, (_, index) => addDays(localDate('2026-01-05'), index));
const AS_OF = instant(Date.parse('2026-03-10T18:00:00Z'));

describe('a change of records whose process dies before the readings are attributed again', () => {
  let practice: BillingPractice;
  let rederivation: Rederivation;
  let devices: DevicesService;
  beforeEach(async () => {
    practice = await startBillingPractice();
    rederivation = practice.app.get(Rederivation, { strict: false });
    devices = practice.app.get(DevicesService, { strict: false });
    await practice.enroll('p1');
    await practice.enroll('p2');
    await practice.read('p1', DAYS);
    await practice.read('p2', DAYS.slice(0, 3));
  });
  afterEach(() => practice.close());

  const assigned = async () =>
    (await devices.assignmentsOfDevices(practice.principal, ['D-p1'])).get('D-p1') ?? [];
  const assign = async (change: Readonly<Record<string, unknown>>) => {
    const [standing] = await assigned();
    const { id = '' } = standing ?? {};
    const input = { id, patientId: 'p1', assignedFrom: '2026-01-01', assignedTo: null, ...change };
    return devices.assign(practice.principal, { ...newAssignment.parse(input), deviceId: 'D-p1' });
  };
  const die = () => jest.spyOn(rederivation, 'assignmentsChanged').mockRejectedValueOnce(new Error('died'));
  const announced = () => storedCollection(practice.app, 'announcedChanges').countDocuments({});
  const counts = async () => {
    const found = await practice.app
      .get(ReadingsService, { strict: false })
      .ofPatients(practice.principal, ['p1', 'p2']);
    const quarantined = await storedCollection(practice.app, 'readings').countDocuments({
      status: 'quarantined',
    });
    return [found.get('p1')?.length ?? 0, found.get('p2')?.length ?? 0, quarantined];
  };

  it('is completed when the same record is put again', async () => {
    die();
    await expect(assign({ patientId: 'p2' })).rejects.toThrow('died');
    expect(await counts()).toEqual([20, 3, 0]);
    expect(await announced()).toBe(1);
    expect(await assign({ patientId: 'p2' })).toMatchObject({ outcome: 'unchanged' });
    expect(await counts()).toEqual([0, 23, 0]);
    expect(await announced()).toBe(0);
  });

  it('is completed by the next process, even for days that the assignment no longer covers', async () => {
    die();
    await expect(assign({ assignedTo: '2026-01-10' })).rejects.toThrow('died');
    await practice.app.get(Derivations, { strict: false }).onApplicationBootstrap();
    expect(await counts()).toEqual([6, 3, 14]);
    expect(await assign({ assignedTo: null })).toMatchObject({ outcome: 'updated' });
    expect(await counts()).toEqual([20, 3, 0]);
  });

  it('is completed even when the assignment was removed', async () => {
    die();
    const [standing] = await assigned();
    if (standing === undefined) throw new Error('no assignment');
    await expect(devices.removeAssignment(practice.principal, standing)).rejects.toThrow('died');
    expect(await counts()).toEqual([20, 3, 0]);
    await practice.app.get(Derivations, { strict: false }).hourly();
    expect(await counts()).toEqual([0, 3, 20]);
    expect(await announced()).toBe(0);
  });

  it('is completed before a period is closed, so that no day is charged to a patient who no longer had the device', async () => {
    die();
    await expect(assign({ patientId: 'p2' })).rejects.toThrow('died');
    await practice.billing.tick(AS_OF);
    expect(await announced()).toBe(0);
    const billed: string[] = [];
    for await (const charge of practice.billing.chargesOf(practice.principal))
      if (charge.code === '99454') billed.push(charge.patientId);
    expect(new Set(billed)).toEqual(new Set(['p2']));
  });

  it('is completed before a closing that a person requests', async () => {
    jest.spyOn(rederivation, 'zonesChanged').mockRejectedValueOnce(new Error('died'));
    const patients = practice.app.get(PatientsService, { strict: false });
    const patient = await patients.get(practice.principal, 'p1');
    if (patient === null) throw new Error('no patient');
    const { version, ...content } = patient;
    const moved = { ...content, zones: [{ zone: 'Asia/Tokyo', from: null }] };
    await expect(patients.put(practice.principal, moved, version)).rejects.toThrow('died');
    await practice.billing.closeAll(practice.principal, { asOf: AS_OF });
    expect(await announced()).toBe(0);
    const days = await storedCollection(practice.app, 'readings').distinct('serviceDay', { patientId: 'p1' });
    expect(days.sort()).toEqual(DAYS.map((day) => addDays(day, 1)));
  });

  it.each([
    ['Pacific/Honolulu', '2026-01-05', '2026-01-24'],
    ['Pacific/Kiritimati', '2026-01-06', '2026-01-25'],
  ])('reaches the first and the last day of an assignment in %s', async (zone, assignedFrom, assignedTo) => {
    await practice.enroll('p3', { zones: [{ zone }] });
    await practice.read('p3', DAYS);
    const [standing] = (await devices.assignmentsOfDevices(practice.principal, ['D-p3'])).get('D-p3') ?? [];
    const put = (patientId: string) => {
      const input = newAssignment.parse({ id: standing?.id, patientId, assignedFrom, assignedTo });
      return devices.assign(practice.principal, { ...input, deviceId: 'D-p3' });
    };
    const held = () => storedCollection(practice.app, 'readings').countDocuments({ patientId: 'p3' });
    await put('p3');
    expect(await held()).toBe(20);
    await put('p2');
    expect(await held()).toBe(0);
  });

  it('is found through indexes', async () => {
    if (process.env['MONGODB_URI']) return;
    const scans = watchScans(practice.app.get<Connection>(getConnectionToken(), { strict: false }));
    die();
    await expect(assign({ patientId: 'p2' })).rejects.toThrow('died');
    await practice.app.get(Derivations, { strict: false }).hourly();
    await assign({ patientId: 'p1', assignedTo: '2026-01-12' });
    expect(scans()).toEqual([]);
  });
});
