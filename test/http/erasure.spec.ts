import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { enrollmentContent } from '../../src/modules/enrollments/enrollment.input.js';
import { EnrollmentsService } from '../../src/modules/enrollments/enrollments.service.js';
import { PatientRecordsService } from '../../src/modules/patient-records/patient-records.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent } from '../../src/modules/patients/record/patient.input.js';
import { PatientRecordParts } from '../../src/modules/records/patient-record/patient-record-parts.js';
import { TimeEntriesRepository } from '../../src/modules/time-tracking/entries/time-entries.repository.js';
import { at, daily, MEDICARE, Story, type Taken } from '../scenarios/support/story.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { watchScans } from '../support/explain-query.js';
import { storedCollection } from '../support/stored-collection.js';

const DAY_SECONDS = 86_400;
const LATER = at('2036-06-02T12:00');
const visit = (patientId: string) => ({
  patientId,
  clinicianId: 'DR',
  providerType: 'physician-qhp',
  specialty: 'family-medicine',
  dateOfService: '2026-01-20',
  segments: [{ modality: 'audio-video', start: at('2026-01-20T10:00'), end: at('2026-01-20T10:20') }],
  participants: [{ role: 'patient' }],
  patientLocation: { setting: 'home', state: 'IL', country: 'US', address: 'ADDRESS-SECRET' },
  clinicianLocation: { setting: 'office', state: 'IL' },
  platform: { name: 'ExampleVideo' },
  consent: { status: 'given', date: '2026-01-03', method: 'verbal', takenBy: 'N1' },
  medicalNecessity: 'NECESSITY-SECRET',
  mdmWorksheet: {
    problems: { 'stable-chronic': 2 },
    data: { externalNoteSources: ['SOURCE-SECRET'], testsOrdered: ['TEST-SECRET', 'OTHER-SECRET'] },
    risk: 'moderate',
  },
  eligibilityCheck: { checkedOn: '2026-01-20', result: 'active' },
  authorizations: [{ state: 'IL', type: 'license' }],
  diagnoses: ['I10'],
  initiatedBy: 'patient',
  communicationPurpose: 'evaluation-management',
  patientStatus: 'established',
});

/** A date of service that must still be kept when P's other evidence is not. */
const lately = {
  dateOfService: '2027-01-20',
  segments: [{ modality: 'audio-video', start: at('2027-01-20T10:00'), end: at('2027-01-20T10:20') }],
  eligibilityCheck: { checkedOn: '2027-01-20', result: 'active' },
};

interface Timer {
  readonly id: string;
  readonly state: string;
}
interface Refusal {
  readonly reason?: string;
  readonly patientId?: string;
  readonly errors?: readonly { readonly path: string }[];
}

/** P was billed for January 2026 and is erased ten years later; Q lives on. */
describe('after an erasure', () => {
  let product: TestApp;
  let story: Story;
  let scans: () => readonly unknown[];
  let job: Principal;
  let nurse: string;
  let readings: readonly string[];
  let entry: string;
  let others: string;
  let stopped: Timer;
  let running: Timer;
  let billed: readonly string[];
  beforeAll(async () => {
    product = await startTestApp();
    const connection = product.app.get<Connection>(getConnectionToken());
    scans = process.env['MONGODB_URI'] ? () => [] : watchScans(connection);
    story = await Story.begin(product, at('2026-01-20T12:00'));
    job = jobPrincipal(story.practiceId);
    nurse = await product.issueToken(['time:write', 'time:read'], story.practiceId, { staffId: 'N1' });
    for (const id of ['P', 'Q']) await story.enroll(id, { from: '2026-01-03' });
    readings = await story.take('D-P', daily('2026-01-04', 16), { comment: 'RAW-SECRET' });
    entry = await story.work('P', at('2026-01-12T09:00'), 25, { note: 'NOTE-SECRET' });
    others = await story.work('Q', at('2026-01-12T15:00'), 25);
    await story.put('encounters/V1', visit('P'));
    await story.post('encounters/V1/finalize');
    await story.put('encounters/V2', visit('P'));
    product.clock.moveTo(at('2026-03-10T12:00'));
    await story.close();
    for (const { id } of await story.charges()) await story.decide(id, 'approve');
    await story.post('export-batches');
    product.clock.moveTo(LATER);
    stopped = await story.post<Timer>('timers', { patientId: 'P', program: 'RPM' }, nurse);
    for (let minutes = 0; minutes < 8; minutes += 1) {
      product.clock.advanceSeconds(60);
      await story.post(`timers/${stopped.id}/heartbeat`, { active: false }, nurse);
    }
    await story.post(`timers/${stopped.id}/idle`, { worked: true, reason: 'IDLE-SECRET' }, nurse);
    await story.post(`timers/${stopped.id}/stop`, { note: 'TIMER-SECRET' }, nurse);
    running = await story.post<Timer>('timers', { patientId: 'P', program: 'RPM' }, nurse);
    billed = await story.lines('P');
  }, 60_000);
  afterAll(() => product.close());

  const call = <T = Refusal>(method: string, path: string, body?: unknown, token?: string) =>
    token === undefined ? story.call<T>(method, path, body) : story.call<T>(method, path, body, token);
  const erase = (id: string) =>
    call<{ erasure: { mode: string; state: string } }>('POST', `patients/${id}/erasure`, { reason: 'asked' });
  const record = async (id: string) => (await call('GET', `patients/${id}/record?reason=audit`)).text;
  const line = (patientId: string, externalId: string) => ({
    externalId,
    patientId,
    staffId: 'N1',
    program: 'RPM',
    start: at('2036-06-02T09:00'),
    end: at('2036-06-02T09:05'),
    interactive: false,
    mode: 'data_review',
    note: 'LATE-SECRET',
  });

  it('free text is erased, running timers and assignments end, and what was billed stays', async () => {
    const before = await record('P');
    const words = ['NOTE-SECRET', 'RAW-SECRET', 'IDLE-SECRET', 'TIMER-SECRET', 'NECESSITY-SECRET'];
    for (const word of [...words, 'ADDRESS-SECRET']) expect(before).toContain(word);
    const version = async () =>
      (await storedCollection(product.app, 'timers').findOne({ _id: `${story.practiceId}:${stopped.id}` }))?.[
        'version'
      ];
    const earlier = Number(await version());
    const answer = await erase('P');
    expect([answer.status, answer.body.erasure.mode, answer.body.erasure.state]).toEqual([
      200,
      'deidentified',
      'swept',
    ]);
    expect(await record('P')).not.toContain('SECRET');
    expect(Number(await version())).toBeGreaterThan(earlier);
    expect((await call('POST', `timers/${running.id}/stop`, { note: 'LATE-SECRET' }, nurse)).status).toBe(
      404,
    );
    const again = await call('POST', `timers/${stopped.id}/stop`, { note: 'LATE-SECRET' }, nurse);
    expect([again.status, again.body.patientId]).toEqual([409, 'P']);
    const [assignment] = (await story.get<{ items: { assignedTo: string }[] }>('patients/P/assignments'))
      .items;
    expect(assignment?.assignedTo).toBe('2036-06-02');
    expect(await story.lines('P')).toEqual(billed);
  });

  it('nothing more is written about the patient, and a batch keeps its other items', async () => {
    const batch = await call<Taken[]>('POST', 'time-entries', [line('P', 'B1'), line('Q', 'B2')]);
    expect(batch.body).toMatchObject([
      { status: 'rejected', reason: 'unknown_patient' },
      { status: 'accepted' },
    ]);
    const timer = await call('POST', 'timers', { patientId: 'P', program: 'RPM' }, nurse);
    expect([timer.status, timer.body.errors?.map(({ path }) => path)]).toEqual([400, ['patientId']]);
    const corrections: [string, object][] = [
      [entry, { reason: 'LATE-SECRET', note: 'LATE-SECRET' }],
      [entry, { reason: 'LATE-SECRET', void: true }],
      [entry, { reason: 'LATE-SECRET', patientId: 'Q' }],
      [others, { reason: 'LATE-SECRET', patientId: 'P' }],
    ];
    for (const [id, body] of corrections)
      expect(
        (await call('POST', `time-entries/${encodeURIComponent(id)}/corrections`, body)).body.reason,
      ).toBe('unknown_patient');
    const enrollment = await story.get<object>('enrollments/E-P');
    const assignment = { patientId: 'P', assignedFrom: '2036-06-01', assignedTo: null };
    const refused: [number, string, string, object?][] = [
      [409, 'PUT', 'patients/P', { zones: [{ zone: 'UTC' }] }],
      [400, 'PUT', 'enrollments/E-P2', enrollment],
      [409, 'PUT', 'enrollments/E-P', { ...enrollment, patientId: 'Q' }],
      [400, 'POST', 'devices/D-P/assignments', { id: 'A-P2', ...assignment }],
      [400, 'PATCH', 'devices/D-P/assignments/A-P', { assignedFrom: '2026-01-10' }],
      [409, 'PATCH', 'devices/D-P/assignments/A-P', { patientId: 'Q' }],
      [409, 'DELETE', 'devices/D-P/assignments/A-P'],
      [409, 'POST', `readings/${readings[0]}/exclude`, { reason: 'LATE-SECRET' }],
      [409, 'POST', 'charges/V1~encounter~99213/hold', { reason: 'LATE-SECRET' }],
      [400, 'PUT', 'encounters/V2', visit('P')],
      [409, 'PUT', 'encounters/V2', visit('Q')],
      [409, 'POST', 'encounters/V2/finalize'],
      [409, 'POST', 'encounters/V1/amend', { reason: 'LATE-SECRET' }],
    ];
    for (const [status, method, path, body] of refused)
      expect([path, (await call(method, path, body)).status]).toEqual([path, status]);
    expect(await record('P')).not.toContain('SECRET');
    expect(await story.lines('P')).toEqual(billed);
  });

  it('imports leave out the patient and take the others', async () => {
    const zones = [{ zone: 'America/Chicago', from: null }];
    const patient = (id: string) => ({ id, ...patientContent.parse({ zones, coverage: [] }) });
    const patients = await product.app.get(PatientsService).putMany(job, ['P', 'N'].map(patient));
    expect(patients).toMatchObject([{ outcome: 'erased', id: 'P' }, { outcome: 'created' }]);
    const enrollment = (id: string, patientId: string) => ({
      id,
      ...enrollmentContent.parse({
        patientId,
        program: 'RPM',
        billingPractitionerId: 'DR',
        startDate: '2036-06-01',
      }),
    });
    const enrolled = await product.app
      .get(EnrollmentsService)
      .putMany(job, [enrollment('E-P2', 'P'), enrollment('E-P', 'N'), enrollment('E-N', 'N')]);
    expect(enrolled).toMatchObject([
      { outcome: 'erased', id: 'E-P2' },
      { outcome: 'erased', id: 'E-P' },
      { outcome: 'created' },
    ]);
    const assignment = (id: string, patientId: string) => ({
      ...{ id, deviceId: 'D-P', patientId, assignedFrom: '2036-06-02' as never, assignedTo: null },
      ...{ setupEducationDate: null, orderedBy: null },
    });
    const devices = product.app.get(DevicesService);
    const assigned = await devices.assignMany(job, [assignment('A-P2', 'P'), assignment('A-N', 'N')]);
    expect(assigned).toMatchObject([{ outcome: 'erased', id: 'A-P2' }, { outcome: 'created' }]);
    const unknown = [assignment('A-P2', 'P'), assignment('A-X', 'nobody')];
    await expect(devices.assignMany(job, unknown)).rejects.toMatchObject({
      errors: [{ path: '[1].patientId' }],
    });
  });

  it('a device can still be returned', async () => {
    const stored = storedCollection(product.app, 'deviceAssignments');
    await stored.updateOne(
      { practiceId: story.practiceId, id: 'A-P' },
      { $set: { assignedTo: null, to: null } },
    );
    const open = await story.get<object>('patients/P/assignments');
    expect(open).toMatchObject({ items: [{ id: 'A-P', assignedTo: null }] });
    const ended = await call('PATCH', 'devices/D-P/assignments/A-P', { assignedTo: '2036-06-02' });
    expect([ended.status, ended.body]).toMatchObject([200, { to: at('2036-06-03T00:00') }]);
  });

  it('no change of records removes a billed reading', async () => {
    const owned = () =>
      storedCollection(product.app, 'readings').countDocuments({
        practiceId: story.practiceId,
        patientId: 'P',
        status: 'accepted',
      });
    expect(await owned()).toBe(readings.length);
    // The same deliveries again, another patient's assignment over the same days, and P's own one cut short.
    const repeated = { externalId: 'R1', comment: 'RAW-SECRET' };
    expect(await story.send('D-P', [at('2026-01-04T12:00')], repeated)).toMatchObject([
      { status: 'duplicate' },
    ]);
    await story.post('devices/D-P/assignments', {
      ...{ id: 'A-Q2', patientId: 'Q', assignedFrom: '2026-01-01', assignedTo: '2026-01-31' },
    });
    const shorter = { assignedTo: '2026-01-05' };
    expect((await call('PATCH', 'devices/D-P/assignments/A-P', shorter)).status).toBe(400);
    expect(await owned()).toBe(readings.length);
    const [late] = await story.send('D-P', [at('2026-01-03T13:00')]);
    expect(late?.status).toBe('quarantined');
    await story.close();
    expect(await story.lines('P')).toEqual(billed);
  });

  it('a refusal that reveals something about a patient is logged', async () => {
    await story.put('payers/medicare', MEDICARE);
    const { status, body } = await call('PUT', 'patients/P', { zones: [{ zone: 'UTC' }] });
    expect([status, body.patientId]).toEqual([409, 'P']);
    await story.enroll('K', { from: '2026-01-03' });
    await story.put('encounters/V9', { ...visit('K'), ...lately });
    await story.post('encounters/V9/finalize');
    const kept = await erase('K');
    expect([kept.status, (kept.body as Refusal).patientId]).toEqual([409, 'K']);
    const log = await story.get<{ items: { action: string; patientIds?: string[] }[] }>('audit?limit=1000');
    const of = (id: string) =>
      JSON.stringify(log.items.filter(({ action }) => action === 'patients.read')).includes(`"${id}"`);
    expect([of('K'), of('P')]).toEqual([true, true]);
  });

  it('data that slipped in is removed when the erasure is requested again', async () => {
    const entries = storedCollection(product.app, 'timeEntries');
    const row = await entries.findOne({ practiceId: story.practiceId, patientId: 'Q' });
    const { _id, ...rest } = row ?? { _id: '' };
    void _id;
    // Simulates a process that had read the patient before the erasure.
    await entries.insertOne({
      ...rest,
      ...{ _id: `${story.practiceId}:slip`, id: 'slip', key: 'x:slip', patientId: 'P' },
      reason: 'SLIP-SECRET',
    } as never);
    expect(await record('P')).toContain('SLIP-SECRET');
    expect((await erase('P')).status).toBe(200);
    expect(await record('P')).not.toContain('SECRET');

    await story.enroll('W', { from: '2036-06-01' });
    product.clock.advanceSeconds(DAY_SECONDS);
    expect((await erase('W')).body.erasure.mode).toBe('whole');
    await entries.insertOne({
      ...rest,
      ...{ _id: `${story.practiceId}:slip2`, id: 'slip2', key: 'x:slip2', patientId: 'W' },
    } as never);
    // Simulates a closing that had loaded the earlier readings.
    const sources = storedCollection(product.app, 'chargeSources');
    const charge = { id: 'w', status: 'proposed', decisions: [], terms: { dateOfService: '2036-06-02' } };
    await sources.insertOne({
      ...{ _id: `${story.practiceId}:w`, practiceId: story.practiceId, id: 'w', patientId: 'W', version: 1 },
      charges: [charge],
    });
    expect((await erase('W')).body.erasure.mode).toBe('whole');
    expect(await sources.countDocuments({ practiceId: story.practiceId, patientId: 'W' })).toBe(0);
    expect(await entries.countDocuments({ practiceId: story.practiceId, patientId: 'W' })).toBe(0);
  });

  it('a write that lands after a sweep is removed by the last sweep, which waits for it', async () => {
    const records = product.app.get(PatientRecordsService);
    const patients = product.app.get(PatientsService);
    const state = async (id: string) => (await patients.get(job, id))?.erasure?.state;
    const held = async (id: string) => {
      await story.enroll(id, { from: '2036-06-01' });
      const existing = patients.existing.bind(patients);
      let letGo = (): void => undefined;
      const free = new Promise<void>((resolve) => (letGo = resolve));
      const reached = new Promise<void>((resolve) => {
        patients.existing = async (...asked) => {
          const found = await existing(...asked);
          resolve();
          await free;
          return found;
        };
      });
      const sent = call<Taken[]>('POST', 'time-entries', [
        { ...line(id, `late-${id}`), reason: 'LATE-SECRET' },
      ]);
      await reached;
      patients.existing = existing;
      const erased = await erase(id);
      letGo();
      expect(erased.body.erasure).toMatchObject({ mode: 'whole', state: 'swept' });
      expect((await sent).body).toMatchObject([{ status: 'accepted' }]);
      expect(await record(id)).toContain('LATE-SECRET');
    };
    await records.finishAll();
    await held('L');
    product.clock.advanceSeconds(3599);
    expect([await records.finishAll(), await state('L')]).toEqual([0, 'swept']);
    expect(await record('L')).not.toContain('SECRET');

    await held('M');
    // The process dies during the last sweep of one patient, and the other one continues.
    const erasure = product.app.get(PatientRecordParts);
    const removeAll = erasure.remove.bind(erasure);
    erasure.remove = (principal, id) =>
      id === 'L' ? Promise.reject(new Error('cut off')) : removeAll(principal, id);
    product.clock.advanceSeconds(3600);
    await expect(records.finishAll()).rejects.toThrow('1 erasures could not continue');
    expect([await state('L'), await state('M')]).toEqual(['swept', 'done']);
    erasure.remove = removeAll;
    expect(await record('M')).not.toContain('SECRET');
    expect([await records.finishAll(), await state('L')]).toEqual([1, 'done']);
    expect(await records.finishAll()).toBe(0);
    expect((await erase('L')).body.erasure).toMatchObject({ mode: 'whole', state: 'done' });
  });

  it('an encounter that is signed at that very moment stays unchanged, and so does what it depends on', async () => {
    await story.enroll('V', { from: '2026-01-03' });
    await story.put('encounters/V7', { ...visit('V'), ...lately });
    await story.put('encounters/V8', { ...visit('V'), ...lately });
    const erasure = product.app.get(PatientRecordParts);
    const removeAll = erasure.remove.bind(erasure);
    // The check for an erased patient has already passed, and the clinician signs while everything is being removed.
    const patients = product.app.get(PatientsService);
    const refuseErased = patients.refuseErased.bind(patients);
    erasure.remove = async (principal, id) => {
      patients.refuseErased = () => Promise.resolve();
      await story.post('encounters/V7/finalize');
      patients.refuseErased = refuseErased;
      await removeAll(principal, id);
    };
    const { status, body } = await erase('V');
    erasure.remove = removeAll;
    expect([status, body.erasure.mode]).toEqual([200, 'deidentified']);
    const left = await record('V');
    expect(left).toContain('NECESSITY-SECRET');
    expect(left).not.toContain('"V8"');
    expect(left).not.toContain('Example V');
    const stored = storedCollection(product.app, 'patients');
    const patient = await stored.findOne({ practiceId: story.practiceId, id: 'V' });
    expect(patient).toMatchObject({ erasure: { mode: 'deidentified' }, establishedPatient: true });
    expect((await erase('V')).body.erasure.mode).toBe('deidentified');
    expect(await record('V')).toContain('NECESSITY-SECRET');
    product.clock.advanceSeconds(11 * 365 * DAY_SECONDS);
    expect((await erase('V')).status).toBe(200);
    expect(await record('V')).not.toContain('SECRET');
  });

  it('a pending correction loses its free text, or is never made', async () => {
    const repository = product.app.get(TimeEntriesRepository);
    const stored = storedCollection(product.app, 'timeEntries');
    for (const id of ['C', 'D']) await story.enroll(id, { from: '2026-01-03' });
    const pending = async (patientId: string, of: string): Promise<string> => {
      const id = await story.work(of, at('2026-01-12T09:00'), 25);
      const entry = await repository.byId(job, id);
      if (!entry) throw new Error('the entry is there');
      const next = {
        ...entry,
        id: `C-${id}`,
        key: `c:${id}`,
        patientId,
        note: 'PENDING-SECRET',
        reason: 'SECRET',
      };
      const replacement = { ...next, participants: ['PENDING-SECRET'] };
      await repository.supersede(job, id, { by: next.id, at: entry.start, reason: 'x', replacement });
      return id;
    };
    // Written straight to the store, so that nothing finishes it first.
    const erasure = product.app.get(PatientRecordParts);
    const own = await pending('C', 'C');
    await erasure.overwrite(job, 'C', new Set());
    const bare = (await stored.findOne({ _id: `${story.practiceId}:${own}` }))?.['replacement'] as object;
    expect(Object.keys(bare)).toEqual(expect.not.arrayContaining(['note', 'participants']));
    expect(bare).toMatchObject({ patientId: 'C', reason: 'erased' });
    const moved = await pending('D', 'Q');
    await erasure.remove(job, 'D');
    expect(await stored.findOne({ _id: `${story.practiceId}:${moved}` })).toMatchObject({
      replacement: null,
    });
    expect(await repository.pendingReplacements(job)).toHaveLength(2);
    await story.tick();
    expect(await stored.countDocuments({ practiceId: story.practiceId, patientId: 'D' })).toBe(0);
  });

  it('every collection that names patients is swept, or keeps them for a stated reason', async () => {
    const { models } = product.app.get<Connection>(getConnectionToken());
    const naming = Object.values(models)
      .filter(({ schema }) => schema.path('patientId') !== undefined)
      .map(({ collection }) => collection.name);
    const kept = [
      // The audit log, its index by patient, and the reasons for emergency access.
      ...['accesses', 'emergencyAccess'],
    ];
    const swept = naming.filter((name) => !kept.includes(name));
    await story.enroll('Z', { from: '2026-01-03' });
    for (const name of swept) {
      const own = { practiceId: story.practiceId, patientId: 'Z', id: `z-${name}`, version: 1 };
      await storedCollection(product.app, name).insertOne({
        ...{ _id: `${story.practiceId}:z-${name}`, ...own, charges: [], status: 'draft', encounterId: 'z' },
        key: 'z',
      });
    }
    await product.app.get(PatientRecordParts).remove(job, 'Z');
    const left: string[] = [];
    for (const name of swept) {
      const own = { practiceId: story.practiceId, patientId: 'Z' };
      if ((await storedCollection(product.app, name).countDocuments(own)) > 0) left.push(name);
    }
    expect(swept.length).toBeGreaterThan(8);
    expect(left).toEqual([]);
  });

  it('no query scanned the embedded store', () => expect(scans()).toEqual([]));
});
