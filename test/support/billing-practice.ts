import { formatInstant } from '../../src/domain/time/instant.js';
import { addDays, localDate, type LocalDate } from '../../src/domain/time/local-date.js';
import { instantOfWallTime } from '../../src/domain/time/zone.js';
import { BillingService } from '../../src/modules/billing/charges/billing.service.js';
import { jobPrincipal, type Principal } from '../../src/modules/caller/principal.js';
import { ClaimsModule } from '../../src/modules/claims/claims.module.js';
import { newAssignment } from '../../src/modules/devices/assignments/assignment.input.js';
import { deviceContent } from '../../src/modules/devices/device.input.js';
import { DevicesService } from '../../src/modules/devices/devices.service.js';
import { enrollmentContent } from '../../src/modules/enrollments/enrollment.input.js';
import { EnrollmentsService } from '../../src/modules/enrollments/enrollments.service.js';
import { PatientsService } from '../../src/modules/patients/patients.service.js';
import { patientContent } from '../../src/modules/patients/record/patient.input.js';
import { payerContent } from '../../src/modules/practices/payers/payer.input.js';
import { practiceContent } from '../../src/modules/practices/practice.input.js';
import { PracticesService } from '../../src/modules/practices/practices.service.js';
import { staffContent } from '../../src/modules/practices/staff/staff-member.input.js';
import { ReadingsService } from '../../src/modules/readings/readings.service.js';
import { TimeEntriesService } from '../../src/modules/time-tracking/entries/time-entries.service.js';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';

export const PRACTICE = 'PR-1';
export const ZONE = 'America/Chicago';

export interface BillingPractice extends TestApp {
  readonly principal: Principal;
  readonly token: string;
  readonly billing: BillingService;
  /** A patient `id` with enrollment `E-id`, device `D-id` and consent, order and set-up on one day. */
  enroll(id: string, change?: EnrollChange): Promise<void>;
  /** One reading at noon of each day. */
  read(id: string, days: readonly LocalDate[]): Promise<void>;
  /** A call of the clinical staff at 10:00 of the day. */
  call(id: string, day: LocalDate, minutes: number): Promise<void>;
  http<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; text: string; body: T }>;
}

interface EnrollChange {
  /** First day of the episode. Default: 2026-01-01. */
  readonly from?: string;
  readonly zones?: readonly { readonly zone: string; readonly from?: string }[];
  readonly patient?: Readonly<Record<string, unknown>>;
  readonly enrollment?: Readonly<Record<string, unknown>>;
}

/** The product with a practice in Chicago, a Medicare payer and two staff members. */
export async function startBillingPractice(options: TestAppOptions = {}): Promise<BillingPractice> {
  const started = await startTestApp({ now: '2026-03-10T18:00:00Z', imports: [ClaimsModule], ...options });
  const principal = jobPrincipal(PRACTICE);
  const get = started.app.get.bind(started.app);
  const token = await started.issueToken(['billing:read', 'billing:write', 'records:read'], PRACTICE);
  await get(PracticesService).putPractice(principal, {
    id: PRACTICE,
    ...practiceContent.parse({ name: '=Lake Practice', npi: '1234567893', zone: ZONE, graceDays: 0 }),
  });
  await get(PracticesService).putPayer(principal, {
    id: 'medicare',
    ...payerContent.parse({ name: 'Medicare', type: 'medicare_ffs', profiles: [{ from: '2019-01-01' }] }),
  });
  for (const [id, role] of [
    ['S1', 'qhp'],
    ['S2', 'clinical_staff'],
  ] as const)
    await get(PracticesService).putStaff(principal, {
      id,
      ...staffContent.parse({ name: `Staff ${id}`, role, npi: id === 'S1' ? '1245319599' : null }),
    });
  return {
    ...started,
    principal,
    token,
    billing: get(BillingService),
    enroll: (id, change = {}) => enroll(get, principal, { id, change }),
    async read(id, days) {
      const answers = await get(ReadingsService).ingest(
        { ...principal, source: 'gateway-1' },
        days.map((day) => ({
          source: 'gateway-1',
          externalId: `R-${id}-${day}`,
          deviceId: `D-${id}`,
          takenAt: at(day, '12:00:00'),
          receivedAt: at(day, '12:00:05'),
          kind: 'blood_pressure',
          origin: 'device_auto',
          values: [{ code: '8480-6', value: 128, unit: 'mm[Hg]' }],
        })),
      );
      for (const answer of answers) if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
    },
    async call(id, day, minutes) {
      const [answer] = await get(TimeEntriesService).record(principal, [
        {
          externalId: `T-${id}-${day}`,
          patientId: id,
          staffId: 'S2',
          program: 'RPM',
          activity: 'review',
          start: at(day, '10:00:00'),
          end: at(day, `10:${String(minutes).padStart(2, '0')}:00`),
          interactive: true,
          mode: 'phone',
          reason: 'imported',
        },
      ]);
      if (answer?.status !== 'accepted') throw new Error(JSON.stringify(answer));
    },
    async http(method, path, body, bearer = token) {
      const answer = await fetch(`${started.baseUrl}/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, text, body: (isJson ? JSON.parse(text) : {}) as never };
    },
  };
}

async function enroll(
  get: TestApp['app']['get'],
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: EnrollChange },
): Promise<void> {
  const { from = '2026-01-01', zones = [{ zone: ZONE }] } = change;
  const patients = get(PatientsService, { strict: false });
  await patients.put(principal, {
    id,
    ...patientContent.parse({
      mrn: `M-${id}`,
      name: { family: `Example ${id}`, given: 'Pat' },
      birthDate: '1950-01-01',
      zones,
      establishedPatient: true,
      coverage: [{ payerId: 'medicare', memberId: `1EG4-${id}` }],
      ...change.patient,
    }),
  });
  await get(EnrollmentsService, { strict: false }).put(principal, {
    id: `E-${id}`,
    ...enrollmentContent.parse({
      patientId: id,
      program: 'RPM',
      billingPractitionerId: 'S1',
      startDate: from,
      consent: { status: 'given', date: from, method: 'written', takenBy: 'S2' },
      order: { date: from, practitionerId: 'S1', deviceNamed: true },
      diagnoses: ['I10'],
      ...change.enrollment,
    }),
  });
  const devices = get(DevicesService, { strict: false });
  await devices.put(principal, {
    id: `D-${id}`,
    ...deviceContent.parse({
      type: 'bp_cuff',
      parameter: 'blood_pressure',
      fdaDefinedDevice: true,
      autoUpload: true,
    }),
  });
  await devices.assign(principal, {
    ...newAssignment.parse({
      id: `A-${id}`,
      patientId: id,
      assignedFrom: from,
      assignedTo: null,
      setupEducationDate: from,
    }),
    deviceId: `D-${id}`,
  });
}

/** Consecutive days. */
export function daysFrom(first: string, count: number): LocalDate[] {
  return Array.from({ length: count }, (_, at) => addDays(localDate(first), at));
}

function at(day: LocalDate, time: string): string {
  const instant = instantOfWallTime(`${day}T${time}`, ZONE);
  if (instant === null) throw new RangeError('a day and a time make an instant');
  return formatInstant(instant);
}
