import { encounterSeeds } from './encounter-seeds.js';
import type { Prepared } from './prepare.js';

/** A request that the product would accept, or almost: the starting point of the fuzzing. */
export interface RouteSeed {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the API documentation, with values in place of the parameters. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const NO_SETUP_TOKEN = `setup_${'a'.repeat(43)}`;
const QUERY = { cursor: 'P00001', limit: '10' };

/** One or more per route of the product. All dates are in the past. */
export function routeSeeds(practice: Prepared): readonly RouteSeed[] {
  const { patientId = 'P00001', deviceId = 'D1' } = practice.devices[0] ?? {};
  return [
    ...evidenceSeeds(patientId, deviceId),
    ...recordSeeds(patientId, deviceId),
    ...billingSeeds(patientId),
    ...encounterSeeds(patientId),
    { method: 'GET', path: '/v1/audit', query: { after: 'MTIzLmFi', limit: '10' } },
    { method: 'GET', path: '/v1/audit/access-check' },
    {
      method: 'GET',
      path: `/v1/patients/${patientId}/accesses`,
      query: { from: '2025-12-01', to: '2025-12-31', limit: '5', cursor: 'MTIzLmFi' },
    },
    { method: 'GET', path: '/v1/audit/export', query: { from: '2026-01-01', to: '2026-01-31' } },
    { method: 'GET', path: '/v1/credentials' },
    { method: 'DELETE', path: '/v1/credentials/none' },
    { method: 'POST', path: '/v1/credentials/none/rotate', body: { overlapMinutes: 60 } },
    {
      method: 'POST',
      path: '/v1/credentials',
      body: {
        kind: 'gateway',
        principalId: 'g',
        scopes: ['readings:write'],
        source: 'g',
        expiresAt: '2026-01-01T00:00:00Z',
        scheme: 'hmac',
      },
    },
    ...peopleSeeds(),
    { method: 'GET', path: '/v1/rulebook-releases' },
    {
      method: 'POST',
      path: '/v1/rulebook-releases',
      query: { replace: 'true' },
      body: {
        kind: 'mue',
        release: 'fuzz 1',
        from: '2025-01-01',
        rows: [{ code: '99454', units: 1, adjudication: '2' }],
      },
    },
    { method: 'GET', path: '/v1/keys' },
    { method: 'POST', path: '/v1/keys/reload' },
    { method: 'POST', path: '/v1/keys/walk', body: { from: null, rewrite: false, limit: 5 } },
    { method: 'GET', path: `/v1/patients/${patientId}/record`, query: { reason: 'access' } },
    { method: 'POST', path: '/v1/patients/none/erasure', body: { reason: 'asked for' } },
    { method: 'GET', path: '/v1/retention/due', query: QUERY },
    { method: 'POST', path: '/v1/backups', body: { destination: '/nowhere/backup', withKeys: false } },
    { method: 'GET', path: '/health/live' },
    { method: 'GET', path: '/health/ready' },
    { method: 'GET', path: '/metrics' },
  ];
}

function peopleSeeds(): RouteSeed[] {
  const reason = { reason: 'left' };
  return [
    { method: 'GET', path: '/v1/users' },
    { method: 'GET', path: '/v1/users/nobody' },
    {
      method: 'POST',
      path: '/v1/users',
      body: { id: 'fuzz', name: 'Fuzz', roles: ['care_manager', 'biller'], staffId: 'RN-1' },
    },
    { method: 'PATCH', path: '/v1/users/nobody', body: { name: 'N', roles: ['biller'], staffId: null } },
    { method: 'POST', path: '/v1/users/nobody/disable', body: reason },
    { method: 'POST', path: '/v1/users/nobody/enable', body: reason },
    { method: 'POST', path: '/v1/users/nobody/reset', body: reason },
    { method: 'POST', path: '/v1/users/nobody/unlock', body: reason },
    {
      method: 'POST',
      path: '/v1/session',
      body: { practice: 'FUZZ', user: 'nobody', password: 'harbor violet kettle', code: '123456' },
    },
    { method: 'GET', path: '/v1/session' },
    { method: 'DELETE', path: '/v1/session' },
    {
      method: 'POST',
      path: '/v1/session/password',
      body: { password: 'harbor violet kettle', newPassword: 'lantern orbit walnut', code: '123456' },
    },
    {
      method: 'POST',
      path: '/v1/session/recovery-codes',
      body: { password: 'harbor violet kettle', code: '0123-4567-89AB-CDEF' },
    },
    {
      method: 'POST',
      path: '/v1/emergency-access',
      body: { reason: 'unconscious in the waiting room', code: '123456', minutes: 5, patientId: 'FUZZ-P' },
    },
    { method: 'GET', path: '/v1/emergency-access', query: { cursor: 'MTIzLmFi', limit: '5' } },
    { method: 'POST', path: '/v1/emergency-access/0123456789abcdef01/end' },
    { method: 'GET', path: '/v1/sessions' },
    { method: 'POST', path: '/v1/sessions/0123456789abcdef01/end', body: { code: '123456' } },
    { method: 'POST', path: '/v1/account-setup/start', body: { token: NO_SETUP_TOKEN } },
    {
      method: 'POST',
      path: '/v1/account-setup/finish',
      body: { token: NO_SETUP_TOKEN, password: 'harbor violet kettle', code: '123456' },
    },
  ];
}

function evidenceSeeds(patientId: string, deviceId: string): RouteSeed[] {
  const reading = {
    source: 'gateway-1',
    externalId: 'R-1',
    deviceId,
    takenAt: '2025-12-02T12:00:00-06:00',
    receivedAt: '2025-12-02T18:01:00Z',
    kind: 'blood_pressure',
    origin: 'device_auto',
    user: 'identified',
    values: [
      { code: '8480-6', value: 128, unit: 'mm[Hg]' },
      { code: '8462-4', value: 79, unit: 'mm[Hg]' },
    ],
  };
  const entry = {
    externalId: 'T-1',
    patientId,
    staffId: 'RN-1',
    role: 'clinical_staff',
    program: 'RPM',
    activity: 'call',
    start: '2025-12-02T15:00:00Z',
    end: '2025-12-02T15:05:00Z',
    interactive: true,
    mode: 'phone',
    participants: ['patient'],
    insideEncounter: { code: '99213', date: '2025-12-02' },
    note: 'talked',
    reason: 'entered later',
    loggedAt: '2025-12-02T16:00:00Z',
  };
  const subject = { patientId, program: 'RPM', activity: 'review', mode: 'phone', call: true };
  const stop = { interactive: true, participants: ['patient'], note: 'done' };
  const timer = '/v1/timers/0123456789abcdef';
  return [
    { method: 'POST', path: '/v1/readings', body: reading },
    { method: 'POST', path: '/v1/readings', body: [reading, { ...reading, externalId: null }] },
    {
      method: 'GET',
      path: '/v1/readings',
      query: { patientId, from: '2025-12-01', to: '2025-12-31', limit: '5', cursor: 'MTIzLmFi' },
    },
    { method: 'GET', path: '/v1/readings/none' },
    { method: 'POST', path: '/v1/readings/none/exclude', body: { reason: 'not this patient' } },
    { method: 'POST', path: '/v1/readings/none/reinstate', body: { reason: 'it was' } },
    { method: 'GET', path: '/v1/quarantine', query: QUERY },
    { method: 'POST', path: '/v1/quarantine/none/resolve', body: { action: 'discard', reason: 'nobody' } },
    { method: 'POST', path: '/v1/time-entries', body: entry },
    { method: 'POST', path: '/v1/time-entries', body: [entry, { ...entry, externalId: 'T-2' }] },
    {
      method: 'GET',
      path: '/v1/time-entries',
      query: { patientId, from: '2025-12-01', to: '2025-12-31', limit: '5' },
    },
    {
      method: 'POST',
      path: '/v1/time-entries/none/corrections',
      body: { reason: 'wrong', end: '2025-12-02T15:04:00Z' },
    },
    { method: 'POST', path: '/v1/timers', body: subject },
    { method: 'GET', path: '/v1/timers/current' },
    {
      method: 'GET',
      path: '/v1/timers/log',
      query: { staffId: 'RN-1', from: '2025-12-01', to: '2025-12-31' },
    },
    { method: 'GET', path: timer },
    { method: 'POST', path: `${timer}/heartbeat`, body: { active: true } },
    { method: 'POST', path: `${timer}/pause`, body: {} },
    { method: 'POST', path: `${timer}/resume`, body: {} },
    { method: 'POST', path: `${timer}/stop`, body: stop },
    { method: 'POST', path: `${timer}/switch`, body: { ...subject, stopped: stop } },
    { method: 'POST', path: `${timer}/idle`, body: { worked: true, reason: 'on the phone', stretch: 1 } },
  ];
}

function recordSeeds(patientId: string, deviceId: string): RouteSeed[] {
  const assignment = {
    patientId,
    assignedFrom: '2025-12-01',
    assignedTo: null,
    setupEducationDate: null,
    orderedBy: null,
  };
  const patient = {
    mrn: 'M-1',
    name: { family: 'Fuzz', given: 'Pat' },
    birthDate: '1950-01-01',
    phone: '+1 555 0100',
    address: { line1: '1 Road', line2: null, city: 'Town', state: 'IL', postalCode: '60601' },
    zones: [{ zone: 'America/Chicago', from: null }],
    coverage: [
      { payerId: 'PAYER-MEDICARE', memberId: 'M1', from: '2025-01-01', to: null, priorAuthNumber: null },
    ],
    inpatientStays: [{ admit: '2025-11-01', discharge: '2025-11-05' }],
    deathDate: null,
  };
  const enrollment = {
    patientId: 'FUZZ-P',
    program: 'RPM',
    billingPractitionerId: 'MD-1',
    startDate: '2025-12-01',
    consent: { status: 'given', date: '2025-12-01', method: 'verbal', takenBy: 'RN-1', withdrawnOn: null },
    order: { date: '2025-12-01', practitionerId: 'MD-1', deviceNamed: true },
    diagnoses: ['I10'],
  };
  const device = {
    type: 'bp_cuff',
    parameter: 'blood_pressure',
    serial: 'S1',
    imei: null,
    fdaDefinedDevice: true,
    autoUpload: true,
  };
  const payer = {
    name: 'Fuzz payer',
    type: 'commercial',
    profiles: [{ from: '2025-01-01', acceptedCodes: ['99454'], limits: { 99454: { max: 1, per: 'month' } } }],
  };
  return [
    { method: 'GET', path: '/v1/practice' },
    {
      method: 'PUT',
      path: '/v1/practice',
      body: { name: 'Fuzz', npi: null, taxId: null, zone: 'America/Chicago', graceDays: 3 },
    },
    { method: 'GET', path: '/v1/payers', query: QUERY },
    { method: 'PUT', path: '/v1/payers/FUZZ', body: payer },
    { method: 'GET', path: '/v1/staff', query: QUERY },
    { method: 'PUT', path: '/v1/staff/FUZZ', body: { name: 'Fuzz', role: 'clinical_staff', npi: null } },
    { method: 'GET', path: '/v1/patients', query: QUERY },
    {
      method: 'POST',
      path: '/v1/patients/search',
      body: { mrn: 'M-1', birthDate: '1950-01-01', namePrefix: 'Fu', limit: 5 },
    },
    { method: 'GET', path: `/v1/patients/${patientId}` },
    { method: 'PUT', path: '/v1/patients/FUZZ-P', body: patient },
    { method: 'GET', path: `/v1/patients/${patientId}/enrollments` },
    { method: 'GET', path: `/v1/patients/${patientId}/assignments` },
    { method: 'GET', path: '/v1/enrollments/none' },
    { method: 'PUT', path: '/v1/enrollments/FUZZ-E', body: enrollment },
    { method: 'GET', path: '/v1/enrollments/none/progress', query: { asOf: '2025-12-31T00:00:00Z' } },
    { method: 'GET', path: '/v1/devices', query: QUERY },
    { method: 'POST', path: '/v1/devices/search', body: { serial: 'S1', imei: '490154203237518' } },
    { method: 'GET', path: `/v1/devices/${deviceId}` },
    { method: 'PUT', path: '/v1/devices/FUZZ-D', body: device },
    { method: 'GET', path: `/v1/devices/${deviceId}/assignments` },
    { method: 'POST', path: '/v1/devices/FUZZ-D/assignments', body: { id: 'FUZZ-A', ...assignment } },
    { method: 'PATCH', path: '/v1/devices/FUZZ-D/assignments/FUZZ-A', body: { assignedTo: '2025-12-31' } },
    { method: 'DELETE', path: '/v1/devices/FUZZ-D/assignments/none' },
  ];
}

function billingSeeds(patientId: string): RouteSeed[] {
  const charge = '/v1/charges/E1~supply~2026-01-03~99454';
  return [
    {
      method: 'GET',
      path: '/v1/charges',
      query: { month: '2025-12', status: 'proposed', patientId, limit: '5' },
    },
    {
      method: 'GET',
      path: '/v1/review-items',
      query: { month: '2025-12', patientId, reason: 'reading_before_first_window', limit: '5' },
    },
    {
      method: 'POST',
      path: '/v1/charges/approve',
      body: { filter: { month: '2025-12', patientId }, limit: 3, reason: 'ok' },
    },
    { method: 'POST', path: '/v1/charges/approve', body: { ids: ['E1~supply~2026-01-03~99454'] } },
    { method: 'GET', path: charge },
    { method: 'GET', path: `${charge}/explain` },
    { method: 'POST', path: `${charge}/approve`, body: { reason: 'ok' } },
    { method: 'POST', path: `${charge}/hold`, body: { reason: 'wait' } },
    { method: 'POST', path: `${charge}/release`, body: { reason: 'go on' } },
    {
      method: 'POST',
      path: `${charge}/edit`,
      body: { reason: 'typo', units: 1, modifiers: ['GP'], dateOfService: '2025-12-31' },
    },
    {
      method: 'POST',
      path: '/v1/closing-runs',
      body: { asOf: '2026-02-01T00:00:00Z', graceDays: 3, dryRun: true, patientIds: [patientId] },
    },
    {
      method: 'GET',
      path: '/v1/not-billed',
      query: { month: '2025-12', patientId, reason: 'too_few_days', limit: '5' },
    },
    { method: 'GET', path: '/v1/not-billed/E1~supply~2026-01-03/99454/explain' },
    { method: 'GET', path: '/v1/parked', query: { limit: '5' } },
    { method: 'POST', path: '/v1/parked/E1~supply~2026-01-03/release', body: { reason: 'put right' } },
    { method: 'POST', path: '/v1/export-batches', body: { month: '2025-12', patientId, limit: 3 } },
    { method: 'GET', path: '/v1/export-batches', query: { cursor: '5', limit: '5' } },
    { method: 'GET', path: '/v1/export-batches/1' },
    { method: 'GET', path: '/v1/export-batches/1/charges.csv' },
    { method: 'POST', path: '/v1/export-batches/1/withdraw', body: { reason: 'wrong file' } },
  ];
}
