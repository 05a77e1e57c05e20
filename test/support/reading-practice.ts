import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { newAssignment } from '../../src/modules/devices/assignments/assignment.input.js';
import { deviceContent } from '../../src/modules/devices/device.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent } from '../../src/modules/patients/record/patient.input.js';
import { ReadingsModule } from '../../src/modules/readings/readings.module.js';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';

export const PRACTICE = 'PR-1';

/** The product with two patients (Chicago and New York) and three devices: a cuff and a scale of the first patient, and a spare. */
export interface ReadingPractice extends TestApp {
  readonly principal: Principal;
  assign(assignment: {
    readonly id: string;
    readonly deviceId: string;
    readonly patientId: string;
    readonly from: string;
    readonly to?: string;
  }): Promise<void>;
  putPatient(id: string, zones: readonly { zone: string; from?: string }[]): Promise<void>;
  /** Strings are sent as they are. */
  post(body: unknown, token?: string): Promise<{ status: number; body: Answer }>;
  readonly token: string;
}

/** The fields of a reading route's answer that tests read. */
export interface Answer {
  readonly status?: unknown;
  readonly id?: string;
  readonly reason?: string;
  readonly errors?: readonly { path: string; message: string }[];
  readonly [other: string]: unknown;
}

export async function startReadingPractice(options: TestAppOptions = {}): Promise<ReadingPractice> {
  const started = await startTestApp({ imports: [ReadingsModule], ...options });
  const principal = jobPrincipal(PRACTICE);
  const patients = started.app.get(PatientsService);
  const devices = started.app.get(DevicesService);
  const token = await started.issueToken(['readings:write', 'readings:read', 'records:write'], PRACTICE);
  const practice: ReadingPractice = {
    ...started,
    principal,
    token,
    async assign({ id, deviceId, patientId, from, to }) {
      const input = newAssignment.parse({ id, patientId, assignedFrom: from, assignedTo: to ?? null });
      await devices.assign(principal, { ...input, deviceId });
    },
    async putPatient(id, zones) {
      const name = { family: `Example ${id}`, given: 'Pat' };
      const content = patientContent.parse({ mrn: `M-${id}`, name, birthDate: '1950-01-01', zones });
      await patients.put(principal, { ...content, id });
    },
    async post(body, bearer = token) {
      const answer = await fetch(`${started.baseUrl}/v1/readings`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as Answer };
    },
  };
  await practice.putPatient('P1', [{ zone: 'America/Chicago' }]);
  await practice.putPatient('P2', [{ zone: 'America/New_York' }]);
  for (const id of ['D1', 'D2', 'D3']) {
    const content = deviceContent.parse({
      type: 'bp_cuff',
      parameter: 'blood_pressure',
      fdaDefinedDevice: true,
      autoUpload: true,
    });
    await devices.put(principal, { ...content, id });
  }
  await practice.assign({ id: 'A1', deviceId: 'D1', patientId: 'P1', from: '2026-01-01' });
  await practice.assign({ id: 'A2', deviceId: 'D2', patientId: 'P1', from: '2026-01-01' });
  return practice;
}

/** A blood pressure reading of D1, taken on February 20, 2026, at noon in Chicago. */
export function bloodPressure(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    source: 'gateway-1',
    externalId: 'R1',
    deviceId: 'D1',
    takenAt: '2026-02-20T12:00:00-06:00',
    receivedAt: '2026-02-20T18:01:00Z',
    kind: 'blood_pressure',
    origin: 'device_auto',
    values: [
      { code: '8480-6', value: 128, unit: 'mm[Hg]' },
      { code: '8462-4', value: 79, unit: 'mm[Hg]' },
    ],
    ...change,
  };
}
