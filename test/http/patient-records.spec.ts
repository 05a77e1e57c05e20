import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { jobPrincipal } from '../../src/modules/caller/principal.js';
import { PatientRecordsService } from '../../src/modules/patient-records/patient-records.service.js';
import { PatientRecordParts } from '../../src/modules/records/patient-record/patient-record-parts.js';
import { startTestApp, type TestApp } from '../support/app.js';

const NOW = '2026-03-01T12:00:00Z';
const READS = ['records:read', 'readings:read', 'time:read', 'billing:read'] as const;
const PERSON = {
  mrn: 'MRN-SECRET-1',
  name: { family: 'Secretname', given: 'Pat' },
  birthDate: '1950-01-01',
  phone: '+1 555 0100 77',
  zones: [{ zone: 'America/Chicago' }],
};

describe('one patient’s whole record', () => {
  let product: TestApp;
  let reader: string;
  let writer: string;
  let admin: string;
  let gateway: string;
  beforeAll(async () => {
    product = await startTestApp({ now: NOW });
    reader = await product.issueToken([...READS], 'north');
    writer = await product.issueToken(['records:read', 'records:write', 'time:write', 'time:read'], 'north', {
      staffId: 'RN-1',
    });
    admin = await product.issueToken(['admin'], 'north');
    gateway = await product.issueToken(['readings:write'], 'north', { source: 'g1' });
    await call(admin, 'PUT', '/v1/practice', { name: 'North', zone: 'America/Chicago' });
    await call(admin, 'PUT', '/v1/staff/RN-1', { name: 'Nurse', role: 'clinical_staff', npi: null });
    for (const id of ['P1', 'P2', 'P3']) await patient(id);
  });
  afterAll(() => product.close());

  async function call(token: string, method: string, path: string, body?: unknown) {
    const answer = await fetch(`${product.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text };
  }

  const reading = (device: string, id: string, takenAt: string) => ({
    externalId: id,
    deviceId: device,
    takenAt,
    kind: 'weight',
    origin: 'device_auto',
    values: [{ code: '29463-7', value: 71, unit: 'kg' }],
    comment: 'RAW-SECRET',
  });

  async function patient(id: string): Promise<void> {
    await call(writer, 'PUT', `/v1/patients/${id}`, PERSON);
    const device = {
      type: 'scale',
      parameter: 'weight',
      serial: `S-${id}`,
      fdaDefinedDevice: true,
      autoUpload: true,
    };
    await call(writer, 'PUT', `/v1/devices/D-${id}`, device);
    await call(writer, 'POST', `/v1/devices/D-${id}/assignments`, {
      id: `A-${id}`,
      patientId: id,
      assignedFrom: '2026-01-01',
    });
    const sent = await call(
      gateway,
      'POST',
      '/v1/readings',
      reading(`D-${id}`, `R-${id}`, '2026-02-01T12:00:00Z'),
    );
    expect(sent.text).toContain('accepted');
    const entry = await call(writer, 'POST', '/v1/time-entries', {
      externalId: `T-${id}`,
      patientId: id,
      staffId: 'RN-1',
      role: 'clinical_staff',
      program: 'RPM',
      activity: 'review',
      start: '2026-02-02T15:00:00Z',
      end: '2026-02-02T15:05:00Z',
      interactive: false,
      mode: 'data_review',
      note: 'NOTE-SECRET',
      reason: 'entered later',
    });
    if (entry.status >= 300) throw new Error(entry.text);
  }

  /** The part of a stored charge that retention reads. */
  async function charge(patientId: string, dateOfService: string, status = 'exported'): Promise<void> {
    await product.app
      .get<Connection>(getConnectionToken())
      .model('chargeSources')
      .collection.insertOne({
        _id: `north:${patientId}~s~${status}`,
        practiceId: 'north',
        patientId,
        id: `${patientId}~s~${status}`,
        version: 1,
        charges: [
          {
            id: `${patientId}~s~${status}~99454`,
            status,
            terms: { dateOfService },
            decisions: [
              { action: 'hold', by: 'RN-1', at: NOW, reason: 'REASON-SECRET of a charge' },
              { action: 'approve', by: 'RN-1', at: NOW, reason: null },
            ],
            batchNumber: null,
          },
        ],
      } as never);
  }

  const stored = async (patientId: string): Promise<string> => {
    const connection = product.app.get<Connection>(getConnectionToken());
    const found: unknown[] = [];
    for (const model of Object.values(connection.models)) {
      if (/audit|access/i.test(model.collection.name)) continue;
      found.push(
        await model.collection
          .find({ practiceId: 'north', patientId } as never)
          .toArray()
          .catch(() => []),
      );
    }
    return JSON.stringify(found);
  };

  it('streams every document, decrypted and counted, as one audited access with its reason', async () => {
    const { status, text } = await call(reader, 'GET', '/v1/patients/P1/record?reason=access');
    expect(status).toBe(200);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toEqual({
      complete: true,
      counts: { patients: 1, deviceAssignments: 1, devices: 1, readings: 1, timeEntries: 1 },
    });
    for (const secret of ['Secretname', 'MRN-SECRET-1', 'NOTE-SECRET', 'RAW-SECRET', 'D-P1'])
      expect(text).toContain(secret);
    for (const internal of ['mrnHash', 'P2', 'k1:']) expect(text).not.toContain(internal);
    const log = await call(admin, 'GET', '/v1/audit?limit=1000');
    const entries = (JSON.parse(log.text) as { items: { action: string; reason: string; ids: string[] }[] })
      .items;
    const own = entries.filter(({ action, ids }) => action.startsWith('patients.') && ids.includes('P1'));
    expect(own.filter(({ reason }) => reason === 'access').map(({ action }) => action)).toEqual([
      'patients.export',
    ]);
    expect(own.filter(({ action }) => action === 'patients.read')).toEqual([]);
  });

  it('is open to callers who may read all of it, and only for patients of their own practice', async () => {
    expect((await call(writer, 'GET', '/v1/patients/P1/record?reason=access')).status).toBe(403);
    expect((await call(admin, 'GET', '/v1/patients/P1/record?reason=access')).status).toBe(403);
    expect((await call(reader, 'GET', '/v1/patients/P1/record')).status).toBe(400);
    expect((await call(reader, 'GET', '/v1/patients/P1/record?reason=Jane')).status).toBe(400);
    const other = await product.issueToken([...READS], 'south');
    expect((await call(other, 'GET', '/v1/patients/P1/record?reason=access')).status).toBe(404);
    expect((await call(writer, 'POST', '/v1/patients/P1/erasure', { reason: 'x' })).status).toBe(403);
  });

  it('is kept while the law requires it, and says until when', async () => {
    await charge('P2', '2020-06-15');
    const { status, text } = await call(admin, 'POST', '/v1/patients/P2/erasure', { reason: 'asked for' });
    expect(status).toBe(409);
    expect(JSON.parse(text)).toMatchObject({
      detail: 'Evidence must be kept until 2030-06-15.',
      errors: [{ path: 'P2~s~exported~99454', message: 'charge kept until 2030-06-15' }],
    });
    expect((await call(reader, 'GET', '/v1/patients/P2/record?reason=audit')).text).toContain('Secretname');
    await call(admin, 'PUT', '/v1/practice', { name: 'N', zone: 'America/Chicago', retention: { years: 6 } });
    expect((await call(admin, 'GET', '/v1/retention/due')).text).toBe('{"items":[],"next":null}');
    product.clock.advanceSeconds((Date.parse('2030-06-15T12:00:00Z') - Date.parse(NOW)) / 1000);
    const due = await call(admin, 'GET', '/v1/retention/due');
    expect(JSON.parse(due.text)).toEqual({
      items: [{ patientId: 'P2', keptUntil: '2030-06-15' }],
      next: null,
    });
  });

  it('then loses everything that identifies the person, and keeps the rest', async () => {
    await product.app
      .get<Connection>(getConnectionToken())
      .model('readings')
      .collection.updateOne({ practiceId: 'north', patientId: 'P2' } as never, {
        $set: {
          exclusion: { by: 'RN-1', reason: 'REASON-SECRET of an exclusion', at: new Date(NOW) },
          discard: { by: 'RN-1', reason: 'REASON-SECRET of a discard', at: new Date(NOW) },
        },
      });
    const answer = await call(admin, 'POST', '/v1/patients/P2/erasure', { reason: 'past retention' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { patientId: 'P2', erasure: expect.objectContaining({ state: 'swept', mode: 'deidentified' }) },
    ]);
    const left = await stored('P2');
    for (const secret of ['NOTE-SECRET', 'RAW-SECRET', 'REASON-SECRET', '"note"'])
      expect(left).not.toContain(secret);
    expect(left).toContain('99454');
    expect(left).toContain('29463-7');
    // The reasons of the charge, the exclusion, the discard and the time entry. The approval had none.
    expect(left.match(/"reason":"erased"/g)).toHaveLength(4);
    expect(left.match(/"reason":null/g)).toHaveLength(1);
    const view = JSON.parse((await call(writer, 'GET', '/v1/patients/P2')).text) as Record<string, unknown>;
    expect(view).toMatchObject({ name: null, mrn: null, birthDate: null, phone: null, address: null });
    const again = await call(admin, 'POST', '/v1/patients/P2/erasure', { reason: 'again' });
    expect(again.text).toBe(answer.text);
  });

  it('is forgotten by search, by late readings and by late imports', async () => {
    const search = (body: object) => call(writer, 'POST', '/v1/patients/search', body);
    expect((await search({ namePrefix: 'Secretname' })).text).not.toContain('"P2"');
    expect((await search({ namePrefix: 'Secretname' })).text).toContain('"P1"');
    expect((await search({ mrn: 'MRN-SECRET-1' })).text).not.toContain('"P2"');
    const late = await call(gateway, 'POST', '/v1/readings', reading('D-P2', 'late', '2026-02-20T12:00:00Z'));
    expect(late.text).toContain('"quarantined"');
    expect(late.text).toContain('unknown_patient');
    expect((await call(writer, 'PUT', '/v1/patients/P2', PERSON)).status).toBe(409);
  });

  it('is removed completely when nothing has to be kept, and the schedule finishes an interrupted erasure', async () => {
    const repository = product.app.get(PatientRecordParts);
    const removeAll = repository.remove.bind(repository);
    // Simulates a process that dies halfway.
    repository.remove = () => Promise.reject(new Error('cut off'));
    expect((await call(admin, 'POST', '/v1/patients/P3/erasure', { reason: 'by mistake' })).status).toBe(500);
    repository.remove = removeAll;
    expect(await stored('P3')).toContain('R-P3');
    expect((await call(writer, 'GET', '/v1/patients/P3')).text).not.toContain('Secretname');
    const records = product.app.get(PatientRecordsService);
    expect(await records.finishAll()).toBe(0);
    expect(await stored('P3')).not.toContain('R-P3');
    product.clock.advanceSeconds(3600);
    // Includes P2, which was swept once.
    expect([await records.finishAll(), await records.finishAll()]).toEqual([2, 0]);
    expect(await stored('P3')).not.toContain('P3');
    expect(
      await product.app.get(PatientRecordsService).export(jobPrincipal('north'), 'P3', 'audit'),
    ).not.toBeNull();
    const late = await call(
      gateway,
      'POST',
      '/v1/readings',
      reading('D-P3', 'late3', '2026-02-20T12:00:00Z'),
    );
    expect(late.text).toContain('unassigned_device');
    const log = (await call(admin, 'GET', '/v1/audit?limit=1000')).text;
    expect(log.match(/"patients\.erase"/g)).toHaveLength(2);
    expect(log).not.toContain('Secretname');
  });
});
