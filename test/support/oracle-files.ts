/** How the recount reads the raw lines: what is refused, what is set aside, and whose reading it is. */
import { DateTime } from 'luxon';
import type { OracleInput, OracleLine, OraclePatient, OraclePractice } from './oracle.js';

export interface OracleReading {
  line: number;
  patientId: string;
  deviceId: string;
  origin: string;
  /** The patient's local date of the measurement. */
  day: string;
  /** False for status messages and for values that no body can have. */
  measurement: boolean;
}

export interface OracleEntry {
  line: number;
  patientId: string;
  staffId: string;
  program: string;
  role: string;
  mode: string;
  interactive: boolean;
  insideEncounter: boolean;
  startMs: number;
  endMs: number;
  /** When it was logged or, if unknown, when it began. */
  loggedMs: number;
}

interface Files {
  readings: OracleReading[];
  entries: OracleEntry[];
  rejected: OracleLine[];
  quarantined: OracleLine[];
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Wide on purpose, in the units as sent: sets aside only what cannot be a measurement of a living body. */
const POSSIBLE: Readonly<Record<string, [low: number, high: number]>> = {
  '8480-6 mm[Hg]': [30, 370],
  '8462-4 mm[Hg]': [10, 360],
  '8867-4 /min': [10, 400],
  '59408-5 %': [20, 100],
  '29463-7 kg': [0.2, 700],
  '29463-7 [lb_av]': [0.5, 1500],
  '2339-0 mg/dL': [2, 3000],
  '2339-0 mmol/L': [0.1, 160],
  '8310-5 Cel': [13, 47],
  '8310-5 [degF]': [55, 117],
};
/** A known quantity in a unit that measures something else is refused. Other codes may have any unit. */
const KNOWN_CODES = new Set(Object.keys(POSSIBLE).map((key) => key.split(' ')[0]));
const ORIGINS = ['device_auto', 'manual_entry', 'patient_reported', 'self_report_app', 'test'];
const ROLES = ['clinical_staff', 'qhp', 'non_clinical'];
const MODES = ['phone', 'video', 'data_review', 'sms', 'voicemail', 'portal_message'];

export function readOracleFiles(input: OracleInput): Files {
  const files: Files = { readings: [], entries: [], rejected: [], quarantined: [] };
  const endOfAsOf = DateTime.fromISO(input.asOf, { zone: input.practice.practice.timezone })
    .endOf('day')
    .toMillis();
  readReadings(input, endOfAsOf, files);
  readEntries(input, endOfAsOf, files);
  return files;
}

type Json = Record<string, unknown>;

function* objects(lines: Iterable<string>): Generator<{ line: number; body: Json | null }> {
  let line = 0;
  for (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    let body: unknown = null;
    try {
      body = JSON.parse(text);
    } catch {
      body = null;
    }
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    yield { line, body: isObject ? (body as Json) : null };
  }
}

/** Milliseconds, or null unless the text is an instant with an offset. */
function instantMs(value: unknown): number | null {
  if (typeof value !== 'string' || !INSTANT.test(value)) return null;
  const at = DateTime.fromISO(value, { setZone: true });
  return at.isValid ? at.toMillis() : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function readReadings(input: OracleInput, endOfAsOf: number, files: Files): void {
  const file = 'readings.ndjson';
  const seen = new Map<string, string>();
  for (const { line, body } of objects(input.readings)) {
    const takenMs = instantMs(body?.['takenAt']);
    const deviceId = text(body?.['deviceId']);
    const values = Array.isArray(body?.['values']) ? (body['values'] as Json[]) : [];
    const sound = values.length > 0 && values.every(readable) && ORIGINS.includes(String(body?.['origin']));
    if (body === null || takenMs === null || deviceId === null || !sound) {
      files.rejected.push({ file, line, reason: 'malformed' });
      continue;
    }
    const receivedMs = instantMs(body['receivedAt']);
    const tooEarly = receivedMs !== null && takenMs > receivedMs + CLOCK_TOLERANCE_MS;
    if (takenMs > endOfAsOf || tooEarly) {
      files.rejected.push({ file, line, reason: 'in_future' });
      continue;
    }
    const numbers = values.map((one) => [one['code'], one['value'], one['unit']]);
    const content = JSON.stringify([deviceId, takenMs, body['origin'], numbers]);
    const externalId = text(body['externalId']);
    const key = JSON.stringify([body['source'], externalId ?? content]);
    const before = seen.get(key);
    if (before === content) continue;
    if (before !== undefined) {
      files.rejected.push({ file, line, reason: 'conflict' });
      continue;
    }
    seen.set(key, content);
    const owner =
      body['user'] === 'ambiguous' ? 'ambiguous_user' : ownerOf(input.practice, deviceId, takenMs);
    if (typeof owner === 'string') {
      files.quarantined.push({ file, line, reason: owner });
      continue;
    }
    const measurement = body['kind'] !== 'battery' && values.every(possible);
    const patientId = owner.record.patient.id;
    files.readings.push({
      line,
      patientId,
      deviceId,
      origin: String(body['origin']),
      day: owner.day,
      measurement,
    });
  }
}

function quantity(one: Json): string {
  return `${String(one['code'])} ${String(one['unit'])}`;
}

function readable(one: Json): boolean {
  const convertible = !KNOWN_CODES.has(String(one['code'])) || quantity(one) in POSSIBLE;
  return typeof one['value'] === 'number' && Number.isFinite(one['value']) && convertible;
}

function possible(one: Json): boolean {
  const range = POSSIBLE[quantity(one)];
  const value = Number(one['value']);
  return range === undefined || (range[0] <= value && value <= range[1]);
}

/** The patient who had the device on that local day, or the reason there is none. */
function ownerOf(
  practice: OraclePractice,
  deviceId: string,
  takenMs: number,
): { record: OraclePatient; day: string } | string {
  let known = false;
  const owners: { record: OraclePatient; day: string }[] = [];
  for (const record of practice.patients) {
    for (const device of record.devices) {
      if (device.id !== deviceId) continue;
      known = true;
      const day = DateTime.fromMillis(takenMs, { zone: record.patient.timezone }).toISODate()!;
      const held = device.assignedFrom <= day && (device.assignedTo === null || day <= device.assignedTo);
      if (held) owners.push({ record, day });
    }
  }
  if (owners.length === 1) return owners[0]!;
  if (owners.length > 1) return 'ambiguous_user';
  return known ? 'unassigned_device' : 'unknown_device';
}

function readEntries(input: OracleInput, endOfAsOf: number, files: Files): void {
  const file = 'time.ndjson';
  const patients = new Set(input.practice.patients.map((record) => record.patient.id));
  const seen = new Map<string, string>();
  for (const { line, body } of objects(input.time)) {
    const startMs = instantMs(body?.['start']);
    const endMs = instantMs(body?.['end']);
    const patientId = text(body?.['patientId']);
    const sound = ROLES.includes(String(body?.['role'])) && MODES.includes(String(body?.['mode']));
    if (
      body === null ||
      startMs === null ||
      endMs === null ||
      patientId === null ||
      endMs < startMs ||
      !sound
    ) {
      files.rejected.push({ file, line, reason: 'malformed' });
      continue;
    }
    if (!patients.has(patientId)) {
      files.rejected.push({ file, line, reason: 'unknown_patient' });
      continue;
    }
    if (startMs > endOfAsOf) {
      files.rejected.push({ file, line, reason: 'in_future' });
      continue;
    }
    const [staffId, program, role, mode] = ['staffId', 'program', 'role', 'mode'].map((k) => String(body[k]));
    const interactive = body['interactive'] === true;
    const what = [patientId, staffId, program, role, mode, interactive, startMs, endMs];
    const content = JSON.stringify(what);
    const key = text(body['externalId']) ?? text(body['id']) ?? content;
    const before = seen.get(key);
    if (before === content) continue;
    if (before !== undefined) {
      files.rejected.push({ file, line, reason: 'conflict' });
      continue;
    }
    seen.set(key, content);
    files.entries.push({
      line,
      patientId,
      staffId: staffId!,
      program: program!,
      role: role!,
      mode: mode!,
      interactive,
      insideEncounter: body['insideEncounter'] !== undefined && body['insideEncounter'] !== null,
      startMs,
      endMs,
      loggedMs: instantMs(body['loggedAt']) ?? startMs,
    });
  }
}
