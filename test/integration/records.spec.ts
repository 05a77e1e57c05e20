import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { formatInstant, type Instant } from '../../src/domain/time/instant.js';
import { localDate, type LocalDate } from '../../src/domain/time/local-date.js';
import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { deviceContent, type DeviceInput } from '../../src/modules/devices/device.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { toFacts } from '../../src/modules/enrollments/enrollment-facts.js';
import { enrollmentContent } from '../../src/modules/enrollments/enrollment.input.js';
import { EnrollmentsService } from '../../src/modules/enrollments/enrollments.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent, type PatientInput } from '../../src/modules/patients/record/patient.input.js';
import { payerContent } from '../../src/modules/practices/payers/payer.input.js';
import { practiceContent } from '../../src/modules/practices/practice.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { staffContent } from '../../src/modules/practices/staff/staff-member.input.js';
import { CloseQueueService } from '../../src/modules/restatement/close-queue.service.js';
import { Derivations } from '../../src/modules/restatement/derivations.js';
import { SettingsListeners } from '../../src/modules/restatement/settings-listeners.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { explainQuery, storedIndexKeys } from '../support/explain-query.js';
import { storedCollection } from '../support/stored-collection.js';

const FAR = localDate('2199-12-31');

describe('records', () => {
  let product: TestApp;
  let connection: Connection;
  let practices: PracticesService;
  let patients: PatientsService;
  let devices: DevicesService;
  let enrollments: EnrollmentsService;
  let queue: CloseQueueService;
  let derivations: Derivations;
  let count = 0;

  beforeAll(async () => {
    product = await startTestApp();
    const get = <T>(type: new (...all: never[]) => T): T => product.app.get(type as never, { strict: false });
    connection = product.app.get(getConnectionToken(), { strict: false });
    [practices, patients, devices] = [get(PracticesService), get(PatientsService), get(DevicesService)];
    [enrollments, queue, derivations] = [get(EnrollmentsService), get(CloseQueueService), get(Derivations)];
  });
  afterAll(() => product.close());

  /** Each test gets its own practice. */
  async function practice(): Promise<Principal> {
    const principal = jobPrincipal(`practice-${++count}`);
    await practices.putStaffMembers(principal, [
      { id: 'dr', ...staffContent.parse({ name: 'Dr Test', role: 'qhp' }) },
    ]);
    await practices.putPayers(principal, [
      { id: 'old', ...payerContent.parse({ name: 'Old plan', type: 'commercial' }) },
      {
        id: 'medicare',
        ...payerContent.parse({
          name: 'Medicare',
          type: 'medicare_ffs',
          profiles: [{ from: '2026-01-01', acceptedCodes: ['99454', '99445'] }, { from: '2020-01-01' }],
        }),
      },
    ]);
    return principal;
  }
  const patient = (id: string, more: object = {}): PatientInput => ({
    id,
    ...patientContent.parse({ zones: [{ zone: 'America/Chicago' }], ...more }),
  });
  const device = (id: string, more: object = {}): DeviceInput => ({
    id,
    ...deviceContent.parse({
      type: 'bp_cuff',
      parameter: 'blood_pressure',
      fdaDefinedDevice: true,
      autoUpload: true,
      ...more,
    }),
  });
  const assignment = (id: string, deviceId: string, patientId: string) => ({
    id,
    deviceId,
    patientId,
    assignedFrom: localDate('2026-01-10'),
    assignedTo: null as LocalDate | null,
    setupEducationDate: null,
    orderedBy: null,
  });
  const enrollment = (id: string, patientId: string, more: object = {}) => ({
    id,
    ...enrollmentContent.parse({
      patientId,
      program: 'RPM',
      billingPractitionerId: 'dr',
      startDate: '2026-01-10',
      consent: { status: 'given', date: '2026-01-09', method: 'verbal' },
      ...more,
    }),
  });
  const tokens = async (principal: Principal, ids: string[]) =>
    new Map((await queue.find(principal, ids)).map((item) => [item.patientId, item.token]));
  const instants = (interval: { from: Instant; to: Instant | null } | undefined) =>
    interval && [formatInstant(interval.from), interval.to && formatInstant(interval.to)];

  it('stores no identifier of a person in clear text', async () => {
    const principal = await practice();
    const secrets = [
      'SecretMrn',
      'SecretFamily',
      'SecretGiven',
      '1950-02-28',
      '312-555-0100',
      'SecretStreet',
      'SecretMember',
    ];
    const [mrn, family, given, birthDate, phone, line1, memberId] = secrets;
    const address = { line1, city: 'SecretCity', state: 'IL', postalCode: '60601' };
    const coverage = [{ payerId: 'medicare', memberId }];
    await patients.put(
      principal,
      patient('p1', { mrn, name: { family, given }, birthDate, phone, address, coverage }),
    );
    await practices.putPractice(principal, {
      id: principal.practiceId,
      ...practiceContent.parse({ name: 'P', zone: 'America/Chicago', taxId: '12-3456789' }),
    });
    let text = '';
    for (const name of ['patients', 'practices', 'closeQueue', 'auditEntries']) {
      const docs = await storedCollection(product.app, name)
        .find({ practiceId: principal.practiceId })
        .toArray();
      expect(docs.length).toBeGreaterThan(0);
      text += JSON.stringify(docs);
    }
    for (const secret of [...secrets, 'SecretCity', '12-3456789']) expect(text).not.toContain(secret);
    expect(await patients.get(principal, 'p1')).toMatchObject({
      mrn,
      name: { family, given },
      birthDate,
      phone,
      address,
      coverage,
    });
    expect((await practices.get(principal)).taxId).toBe('12-3456789');
    const facts = JSON.stringify([...(await patients.factsOf(principal, ['p1'])).values()]);
    expect(facts).toContain('medicare');
    expect(facts).not.toContain('Secret');
    expect(facts).not.toContain('k1:');
  });

  it('declares its indexes, and runs only queries that they serve', async () => {
    const asked: { collection: string; filter: Record<string, unknown>; sort: Record<string, unknown> }[] =
      [];
    connection.set('debug', (collection: string, method: string, ...rest: unknown[]) => {
      const filters =
        method === 'bulkWrite'
          ? (rest[0] as Record<string, { filter?: object }>[]).flatMap(
              (one) => Object.values(one)[0]?.filter ?? [],
            )
          : /^(find|update|delete|count)/.test(method)
            ? [rest[0] as object]
            : [];
      const options = rest.find((one) => !Array.isArray(one) && (one as { sort?: object } | null)?.sort) as
        { sort: Record<string, unknown> } | undefined;
      for (const filter of filters)
        asked.push({ collection, filter: filter as Record<string, unknown>, sort: options?.sort ?? {} });
    });
    const principal = await practice();
    await practices.listPayers(principal);
    await practices.listStaff(principal);
    await patients.put(principal, patient('p1', { mrn: 'M' }));
    await patients.list(principal, { after: null, limit: 10 });
    for (const query of [{ mrn: 'M' }, { birthDate: '1950-01-01' }, { phone: '1' }, { memberId: 'x' }, {}])
      await patients.search(principal, query, { after: null, limit: 10 });
    await devices.put(principal, device('d1'));
    await devices.list(principal, { after: 'a', limit: 10 });
    await devices.findByImei(principal, '1');
    await devices.findBySerial(principal, '1');
    await devices.assign(principal, assignment('a1', 'd1', 'p1'));
    await devices.assignmentsOfPatients(principal, ['p1']);
    await enrollments.put(principal, enrollment('e1', 'p1'));
    await enrollments.ofPatients(principal, ['p1']);
    await enrollments.pinWindowStart(principal, 'e1', localDate('2026-01-10'));
    await practices.putPayer(principal, {
      id: 'old',
      ...payerContent.parse({ name: 'New', type: 'commercial' }),
    });
    await queue.due(10, FAR);
    await queue.dueInPractice(principal, 10, FAR);
    await queue.settle(principal, 'p1', 0, FAR, null);
    connection.set('debug', false);

    const collections = [
      'payers',
      'staff',
      'patients',
      'closeQueue',
      'devices',
      'deviceAssignments',
      'enrollments',
    ];
    for (const name of collections) {
      const stored = (await storedIndexKeys(connection, name)).map((key) => key.join());
      const declared = connection.models[name]?.schema.indexes().map(([key]) => Object.keys(key)) ?? [];
      expect(declared.length).toBeGreaterThan(0);
      for (const key of declared) expect(stored).toContain(key.join());
      const own = asked.filter(({ collection }) => collection === name);
      expect(own.length).toBeGreaterThan(0);
      for (const { filter, sort } of own) {
        const used = new Set([...Object.keys(filter), ...Object.keys(sort)]);
        const served =
          '_id' in filter || declared.some((key) => key.slice(0, 2).every((field) => used.has(field)));
        expect({ name, filter: Object.keys(filter), served }).toEqual({
          name,
          filter: Object.keys(filter),
          served: true,
        });
        if (process.env['MONGODB_URI']) continue;
        const plan = explainQuery(connection, name, { filter, sort });
        expect({ name, filter: Object.keys(filter), index: plan.index }).not.toMatchObject({ index: 'scan' });
        // Pages and the queue must not sort documents that they do not return.
        if (!Object.keys(filter).some((field) => field.endsWith('Hash')))
          expect({ name, sort, plan }).toMatchObject({ plan: { isOrdered: true } });
      }
    }
  });

  it('imports patients in batches of a thousand with one audit entry each, and changes nothing the second time', async () => {
    const principal = await practice();
    const inputs = Array.from({ length: 1500 }, (_, index) =>
      patient(`p${String(index).padStart(5, '0')}`, {
        mrn: `M${index}`,
        coverage: [{ payerId: 'medicare' }],
      }),
    );
    const entries = () =>
      connection
        .collection('auditEntries')
        .countDocuments({ practiceId: principal.practiceId, action: 'patients.put' });
    const first = await patients.putMany(principal, inputs);
    expect(first.map(({ outcome }) => outcome)).toEqual(inputs.map(() => 'created'));
    expect(await entries()).toBe(2);
    const changed = inputs.map((input, index) => (index === 7 ? { ...input, mrn: 'other' } : input));
    const second = await patients.putMany(principal, changed);
    expect(second.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(1499);
    expect(second[7]).toMatchObject({ outcome: 'updated', record: { version: 2, mrn: 'other' } });
    expect(await entries()).toBe(3);
    const twice = [patient('x'), patient('y'), patient('x')];
    await expect(patients.putMany(principal, twice)).rejects.toMatchObject({
      status: 400,
      errors: [{ path: '[2].id' }],
    });
    const unknown = [patient('x'), patient('y', { coverage: [{ payerId: 'none' }] })];
    await expect(patients.putMany(principal, unknown)).rejects.toMatchObject({
      errors: [{ path: '[1].coverage[0].payerId' }],
    });
    expect(await patients.get(principal, 'x')).toBeNull();
    const facts = await patients.factsOf(
      principal,
      inputs.slice(0, 500).map(({ id }) => id),
    );
    expect(facts.size).toBe(500);
  });

  it('gives each concurrent writer a version of its own, and lets only one write over the same version', async () => {
    const principal = await practice();
    const saved = await Promise.all(
      Array.from({ length: 6 }, (_, index) => patients.put(principal, patient('p', { mrn: `M${index}` }))),
    );
    expect(saved.map((one) => 'record' in one && one.record.version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const racing = await Promise.all(
      [1, 2, 3].map((index) => patients.put(principal, patient('p', { mrn: `N${index}` }), 6)),
    );
    expect(racing.map(({ outcome }) => outcome).sort()).toEqual([
      'updated',
      'version_conflict',
      'version_conflict',
    ]);
  });

  it('never loses a mark made while a patient is being closed', async () => {
    const principal = await practice();
    await patients.put(principal, patient('p1'));
    const [item] = await queue.find(principal, ['p1']);
    expect(item).toMatchObject({ dueOn: '0000-00-00', closedThrough: null });
    const token = item?.token ?? 0;
    const [may, july] = [localDate('2026-05-01'), localDate('2026-07-01')];
    await queue.setClosedThrough(principal, new Map([['p1', localDate('2026-04-30')]]));
    await queue.setClosedThrough(principal, new Map([['p1', localDate('2026-02-28')]]));
    await queue.mark(principal, 'p1');
    expect(await queue.settle(principal, 'p1', token, may, null)).toBe(false);
    expect(await queue.dueInPractice(principal, 10, localDate('2026-03-01'))).toMatchObject([
      { token: token + 1 },
    ]);
    expect(await queue.settle(principal, 'p1', token + 1, may, localDate('2026-03-31'))).toBe(true);
    // It was decided through April once, and that never decreases.
    const decided = new Map([['p1', '2026-04-30']]);
    expect(await queue.closedThrough(principal, ['p1', 'p2'], localDate('2026-04-30'))).toEqual(decided);
    expect(await queue.closedThrough(principal, ['p1', 'p2'], may)).toEqual(new Map());
    expect(await queue.dueInPractice(principal, 10, localDate('2026-04-30'))).toEqual([]);
    expect(await queue.dueInPractice(principal, 10, may)).toHaveLength(1);
    expect(await queue.settle(principal, 'p1', token + 1, null, july)).toBe(true);
    expect(await queue.dueInPractice(principal, 10, FAR)).toEqual([]);
    await Promise.all(Array.from({ length: 5 }, () => queue.mark(principal, 'p9')));
    expect(await queue.find(principal, ['p9'])).toMatchObject([
      { token: 5, practiceId: principal.practiceId },
    ]);
  });

  it('lists due patients of all practices, the longest due first, up to the limit', async () => {
    const [one, two] = [await practice(), await practice()];
    for (const [principal, id, day] of [
      [one, 'a', '2024-02-02'],
      [two, 'b', '2024-02-01'],
      [one, 'c', '2024-02-03'],
    ] as const) {
      await queue.mark(principal, id);
      await queue.settle(principal, id, 1, localDate(day), null);
    }
    const due = (await queue.due(10_000, localDate('2024-02-02'))).filter(
      ({ dueOn }) => dueOn !== '0000-00-00',
    );
    expect(due.map(({ practiceId, patientId }) => [practiceId, patientId])).toEqual([
      [two.practiceId, 'b'],
      [one.practiceId, 'a'],
    ]);
    expect(await queue.due(1, FAR)).toHaveLength(1);
  });

  it('marks the patients that a change affects, and no others', async () => {
    const principal = await practice();
    await patients.put(principal, patient('m', { coverage: [{ payerId: 'medicare' }] }));
    await patients.put(principal, patient('o', { coverage: [{ payerId: 'old' }] }));
    await devices.put(principal, device('d1'));
    const rises = async (change: () => Promise<unknown>) => {
      const before = await tokens(principal, ['m', 'o']);
      await change();
      const after = await tokens(principal, ['m', 'o']);
      return ['m', 'o'].filter((id) => (after.get(id) ?? 0) > (before.get(id) ?? 0));
    };
    const changed = payerContent.parse({
      name: 'Old',
      type: 'commercial',
      profiles: [{ from: '2026-01-01' }],
    });
    expect(await rises(() => practices.putPayer(principal, { id: 'old', ...changed }))).toEqual(['o']);
    expect(await rises(() => devices.assign(principal, assignment('a1', 'd1', 'm')))).toEqual(['m']);
    expect(await rises(() => devices.put(principal, device('d1', { validatedForAccuracy: true })))).toEqual([
      'm',
    ]);
    expect(await rises(() => devices.assign(principal, assignment('a1', 'd1', 'o')))).toEqual(['m', 'o']);
    expect(await rises(() => enrollments.put(principal, enrollment('e1', 'o')))).toEqual(['o']);
    const settings = practiceContent.parse({
      name: 'P',
      zone: 'America/Chicago',
      policy: { dayCount: 'union' },
    });
    expect(await rises(() => practices.putPractice(principal, { id: '', ...settings }))).toEqual(['m', 'o']);
    // Putting the same record again marks nobody.
    expect(await rises(() => practices.putPractice(principal, { id: '', ...settings }))).toEqual([]);
    expect(
      await rises(() => patients.putMany(principal, [patient('o', { coverage: [{ payerId: 'old' }] })])),
    ).toEqual([]);
  });

  it('finishes an import of payers that was interrupted before it marked their patients for closing', async () => {
    const principal = await practice();
    const coverage = [{ payerId: 'medicare', memberId: 'M1' }];
    await patients.put(principal, patient('p1', { coverage }));
    await patients.put(principal, patient('p2'));
    const changed = payerContent.parse({
      name: 'Medicare',
      type: 'medicare_ffs',
      profiles: [{ from: '2021-01-01' }],
    });
    const settings = product.app.get(SettingsListeners, { strict: false });
    const payersChanged = settings.payersChanged.bind(settings);
    settings.payersChanged = () => Promise.reject(new Error('cut off'));
    const put = () => practices.putPayers(principal, [{ id: 'medicare', ...changed }]);
    await expect(put()).rejects.toThrow('cut off');
    settings.payersChanged = payersChanged;
    const before = await tokens(principal, ['p1', 'p2']);
    expect(await put()).toMatchObject([{ outcome: 'unchanged' }]);
    const after = await tokens(principal, ['p1', 'p2']);
    expect([after.get('p1') !== before.get('p1'), after.get('p2') !== before.get('p2')]).toEqual([
      true,
      false,
    ]);
    await put();
    expect(await tokens(principal, ['p1', 'p2'])).toEqual(after);
  });

  it('moves assignments with the patient’s zone and announces what was affected, in order', async () => {
    const principal = await practice();
    const heard: unknown[] = [];
    derivations.register({
      assignmentsChanged: async (who, { deviceId: id, from, to }) => {
        // Attribution reads the records as they are now.
        const now = (await devices.assignmentsOfDevices(who, [id])).get(id)?.[0];
        if (who.practiceId === principal.practiceId)
          heard.push([id, formatInstant(from), to && formatInstant(to), instants(now)?.[0]]);
      },
      zonesChanged: async (who, id) => {
        if (who.practiceId === principal.practiceId) heard.push(id);
      },
    });
    await patients.put(principal, patient('p1'));
    await devices.put(principal, device('d1'));
    const ended = { ...assignment('a1', 'd1', 'p1'), assignedTo: localDate('2026-01-20') };
    await devices.assign(principal, ended);
    await patients.put(principal, patient('p1', { zones: [{ zone: 'America/Denver' }] }));
    expect(heard).toEqual([
      ['d1', '2026-01-10T06:00:00.000Z', '2026-01-21T06:00:00.000Z', '2026-01-10T06:00:00.000Z'],
      ['d1', '2026-01-10T06:00:00.000Z', '2026-01-21T07:00:00.000Z', '2026-01-10T07:00:00.000Z'],
      'p1',
    ]);
    const held = (await devices.assignmentsOfPatients(principal, ['p1', 'nobody'])).get('p1');
    expect(held).toMatchObject([
      { deviceId: 'd1', type: 'bp_cuff', assignedFrom: '2026-01-10', assignedTo: '2026-01-20' },
    ]);
    heard.length = 0;
    const [stored] = (await devices.assignmentsOfDevices(principal, ['d1'])).get('d1') ?? [];
    if (stored) await devices.removeAssignment(principal, stored);
    expect(heard).toEqual([['d1', '2026-01-10T07:00:00.000Z', '2026-01-21T07:00:00.000Z', undefined]]);
  });

  it('splits coverage where a payer’s profile changes', async () => {
    const principal = await practice();
    const coverage = [
      { payerId: 'old', to: '2019-06-30' },
      { payerId: 'medicare', from: '2019-07-01', priorAuthNumber: 'PA' },
    ];
    await patients.put(principal, patient('p1', { coverage }));
    const facts = (await patients.factsOf(principal, ['p1'])).get('p1');
    const covers = await practices.coverageOf(principal, new Map([['p1', facts?.coverage ?? []]]));
    const spans = covers.get('p1')?.spans;
    expect(covers.get('p1')?.payers).toEqual([
      { from: null, to: '2019-06-30', payer: { payerId: 'old', payerType: 'commercial' } },
      { from: '2019-07-01', to: null, payer: { payerId: 'medicare', payerType: 'medicare_ffs' } },
    ]);
    expect(
      spans?.map(({ from, to, profile }) => [from, to, profile && profile.acceptedCodes, profile?.payerId]),
    ).toEqual([
      [null, '2019-06-30', null, undefined],
      ['2019-07-01', '2019-12-31', null, undefined],
      ['2020-01-01', '2025-12-31', null, 'medicare'],
      ['2026-01-01', null, ['99454', '99445'], 'medicare'],
    ]);
    expect(spans?.map(({ priorAuthNumber }) => priorAuthNumber)).toEqual([null, 'PA', 'PA', 'PA']);
  });

  it('keeps the pinned window of an episode across puts', async () => {
    const principal = await practice();
    await patients.put(principal, patient('p1'));
    await enrollments.putMany(principal, [
      enrollment('e2', 'p1'),
      enrollment('e1', 'p1', { startDate: '2025-01-01' }),
    ]);
    const day = localDate('2026-01-12');
    expect(await enrollments.pinWindowStart(principal, 'e2', day)).toBe(true);
    expect(await enrollments.pinWindowStart(principal, 'e2', day)).toBe(false);
    const refused = { consent: { status: 'refused', date: '2026-01-09', method: 'verbal' } };
    await enrollments.put(principal, enrollment('e2', 'p1', refused));
    const all = (await enrollments.ofPatients(principal, ['p1'])).get('p1') ?? [];
    expect(all.map(({ id, version }) => [id, version])).toEqual([
      ['e1', 1],
      ['e2', 3],
    ]);
    expect(all.map(toFacts)).toMatchObject([
      { id: 'e1', practiceId: principal.practiceId, consentDate: '2026-01-09', pinnedWindowStart: null },
      { id: 'e2', consentDate: null, consentWithdrawnOn: null, pinnedWindowStart: '2026-01-12' },
    ]);
    expect(await enrollments.pinWindowStart(principal, 'e2', null)).toBe(true);
  });

  it('throws instead of giving a wrong answer when a stored value was altered', async () => {
    const principal = await practice();
    await patients.put(principal, patient('p1', { mrn: 'M', birthDate: '1950-01-01' }));
    const raw = storedCollection(product.app, 'patients');
    const where = { _id: `${principal.practiceId}:p1` } as never;
    const doc = await raw.findOne(where);
    await raw.updateOne(where, { $set: { mrn: doc?.['birthDate'] } });
    await expect(patients.get(principal, 'p1')).rejects.toThrow();
    await raw.updateOne(where, { $set: { mrn: null, deathDate: 'SecretText' } });
    await expect(patients.get(principal, 'p1')).rejects.toThrow('patients cannot be read: deathDate');
  });
});
