import { createHash } from 'node:crypto';
import { parseInstant } from '../../domain/time/instant.js';
import { localDate } from '../../domain/time/local-date.js';
import { localDateAt } from '../../domain/time/zone.js';
import { generateSamplePractice, type SamplePractice } from './generate-sample-practice.js';
import type { SamplePatientRecord } from './sample-files.js';

type Line = Record<string, unknown> & {
  externalId?: string;
  deviceId: string;
  patientId: string;
  takenAt: string;
  receivedAt: string;
  start: string;
  end: string;
};

function digest(sample: SamplePractice): string {
  const hash = createHash('sha256').update(JSON.stringify(sample.practice));
  for (const line of sample.readings) hash.update(line).update('\n');
  for (const line of sample.time) hash.update(line).update('\n');
  return hash.digest('hex');
}

function parsed(lines: Iterable<string>): Line[] {
  return [...lines].flatMap((line) => {
    try {
      const value = JSON.parse(line) as Line | null;
      return value === null || Array.isArray(value) ? [] : [value];
    } catch {
      return [];
    }
  });
}

const sample = generateSamplePractice();
const { patients } = sample.practice;
const readings = parsed(sample.readings).filter(({ deviceId, takenAt }) => deviceId && parseInstant(takenAt));
const time = parsed(sample.time).filter(({ start }) => parseInstant(start));

const at = (text: string): number => parseInstant(text) ?? NaN;
const ownerOf = (deviceId: string): SamplePatientRecord | undefined =>
  patients.find(({ devices }) => devices.some(({ id }) => id === deviceId));
const ownDay = (one: Line): string =>
  localDateAt(parseInstant(one.takenAt)!, ownerOf(one.deviceId)?.patient.timezone ?? 'UTC');
const byStart = time
  .map((line) => ({ line, start: at(line.start), end: at(line.end) }))
  .sort((a, b) => a.start - b.start);
/** Two entries that overlap, the earlier start first. */
const somePair = (test: (a: Line, b: Line) => boolean): boolean =>
  byStart.some((a, place) => {
    for (const b of byStart.slice(place + 1, place + 40)) {
      if (b.start < a.end && test(a.line, b.line)) return true;
    }
    return false;
  });
/** Lines that share an id, without what a retry may change. */
const sameId = (lines: Line[], equal: boolean): boolean => {
  const seen = new Map<string, string>();
  return lines.some((one) => {
    if (one.externalId === undefined) return false;
    const body = JSON.stringify([one.deviceId, at(one.takenAt), one['values'], one.start, one['program']]);
    const before = seen.get(one.externalId);
    seen.set(one.externalId, before ?? body);
    return before !== undefined && (before === body) === equal;
  });
};
const somePatient = (test: (one: SamplePatientRecord) => unknown): boolean =>
  patients.some((one) => test(one));
const someEnrollment = (
  test: (one: SamplePatientRecord['enrollments'][number], of: SamplePatientRecord) => unknown,
): boolean => patients.some((one) => one.enrollments.some((enrollment) => test(enrollment, one)));
const localHourIn = (day: string): number =>
  readings.filter(
    (one) => ownerOf(one.deviceId)?.patient.timezone === 'America/New_York' && ownDay(one) === day,
  ).length;

const FAULTS: Record<string, () => boolean> = {
  'a retry': () => sameId(readings, true) && sameId(time, true),
  'the same id with another body': () => sameId(readings, false) && sameId(time, false),
  'a late batch': () => readings.some((one) => at(one.receivedAt) - at(one.takenAt) > 5 * 86_400_000),
  'out of order': () =>
    readings.some((one, n) => n > 0 && at(one.takenAt) < at(readings[n - 1]!.takenAt) - 86_400_000),
  'no sender id': () => readings.some((one) => one.externalId === undefined),
  'the day of 25 hours': () => localHourIn('2025-11-02') > 0,
  'the day of 23 hours': () => localHourIn('2026-03-08') > 0,
  'minutes before and after local midnight': () => {
    const day = new Map(
      readings.map((one) => [`${one.deviceId} ${Math.floor(at(one.takenAt) / 900_000)}`, one]),
    );
    return readings.some((one) => {
      const next = day.get(`${one.deviceId} ${Math.floor(at(one.takenAt) / 900_000) + 1}`);
      return (
        next !== undefined && ownDay(next) !== ownDay(one) && at(next.takenAt) - at(one.takenAt) < 900_000
      );
    });
  },
  'a swap recorded late': () =>
    somePatient((one) => one.devices.some((d) => d.recordedOn && d.recordedOn > d.assignedFrom)),
  'two devices at once': () =>
    somePatient((one) => one.devices.filter((d) => d.assignedTo === null).length > 1),
  'a device handed on': () =>
    new Set(patients.flatMap((one) => one.devices.map(({ id }) => id))).size <
    patients.flatMap((one) => one.devices).length,
  'a reading of a device that went back': () =>
    readings.some((one) =>
      ownerOf(one.deviceId)?.devices.every((d) => d.assignedTo !== null && d.assignedTo < ownDay(one)),
    ),
  'a patient who leaves': () => someEnrollment(({ endReason }) => endReason === 'patient_request'),
  'a patient who dies': () => somePatient(({ patient }) => patient.deathDate),
  'a reading after death': () =>
    readings.some((one) => (ownerOf(one.deviceId)?.patient.deathDate ?? '9') < ownDay(one)),
  'no consent': () => someEnrollment(({ consentDate }) => consentDate === null),
  'late consent': () =>
    someEnrollment(({ consentDate, startDate }) => consentDate !== null && consentDate > startDate),
  'no order': () => someEnrollment(({ orderDate }) => orderDate === null),
  'a hospital stay with readings': () =>
    readings.some((one) =>
      ownerOf(one.deviceId)?.patient.inpatientStays?.some(
        (stay) => stay.admit <= ownDay(one) && ownDay(one) <= stay.discharge,
      ),
    ),
  'not an established patient': () => somePatient(({ patient }) => !patient.establishedPatient),
  'a set-up that was billed before': () => somePatient(({ priorClaims }) => priorClaims.length > 0),
  'a device that does not upload on its own': () =>
    somePatient(({ devices }) => devices.some((d) => !d.autoUpload)),
  'two staff on one call': () =>
    somePair(
      (a, b) =>
        a.patientId === b.patientId &&
        a['staffId'] !== b['staffId'] &&
        a['program'] === b['program'] &&
        a['interactive'] === true &&
        b['interactive'] === true,
    ),
  'one nurse on two patients, the later start logged first': () =>
    somePair(
      (a, b) =>
        a['staffId'] === b['staffId'] &&
        a.patientId !== b.patientId &&
        at(a.start) < at(b.start) !== at(String(a['loggedAt'])) < at(String(b['loggedAt'])),
    ),
  'two programs on one minute': () =>
    somePair((a, b) => a.patientId === b.patientId && a['program'] !== b['program']),
  'an entry across midnight at the end of a month': () =>
    time.some((one) => {
      const zone = patients.find(({ patient }) => patient.id === one.patientId)?.patient.timezone;
      const month = (text: string): string => localDateAt(parseInstant(text)!, zone ?? 'UTC').slice(0, 7);
      return zone !== undefined && month(one.start) < month(one.end);
    }),
  'a forgotten timer': () => time.some((one) => String(one['note']).includes('forgotten')),
  'the front desk': () => time.some((one) => one['role'] === 'non_clinical'),
  voicemail: () => time.some((one) => one['mode'] === 'voicemail'),
  'a text message marked as live': () =>
    time.some((one) => one['mode'] === 'sms' && one['interactive'] === true),
  'part of a visit': () => time.some((one) => one['insideEncounter']),
  'a typed value': () => readings.some((one) => one['origin'] === 'manual_entry'),
  'a test reading': () => readings.some((one) => one['origin'] === 'test'),
  'a battery message': () => readings.some((one) => one['kind'] === 'battery'),
  'a value that no body can have': () =>
    readings.some((one) => JSON.stringify(one['values']).includes('-9999')),
  'an unknown device': () => readings.some((one) => ownerOf(one.deviceId) === undefined),
  'a user who cannot be identified': () => readings.some((one) => one['user'] === 'ambiguous'),
  'damaged lines': () =>
    parsed(sample.readings).length < [...sample.readings].length &&
    parsed(sample.time).length < [...sample.time].length,
  'a plan on an old code list': () =>
    somePatient(({ payer }) => payer.acceptedCodes && !payer.acceptedCodes.includes('99445')),
};

describe('the sample practice', () => {
  it('is the same, byte for byte, for the same seed', () => {
    expect(digest(sample)).toBe('ff222804a60b8253191ea4dd9282ef9119957390b2ff7e1db592864770b85b3c');
    expect(digest(generateSamplePractice())).toBe(digest(sample));
    expect(digest(generateSamplePractice({ seed: 2 }))).not.toBe(digest(sample));
  });

  it.each(Object.entries(FAULTS))('has %s', (_name, present) => {
    expect(present()).toBe(true);
  });

  it('has six kinds of device, three payers, three zones and three edges', () => {
    expect(new Set(patients.flatMap(({ devices }) => devices.map(({ type }) => type))).size).toBe(6);
    expect(new Set(patients.map(({ payer }) => payer.id)).size).toBe(3);
    expect(new Set(patients.map(({ patient }) => patient.timezone))).toEqual(
      new Set([
        'America/New_York',
        'America/Chicago',
        'America/Denver',
        'Pacific/Honolulu',
        'America/Phoenix',
        'America/Puerto_Rico',
      ]),
    );
  });

  it('names nobody who could exist', () => {
    for (const { patient } of patients) {
      expect(patient.name.family).toBe('Testpatient');
      expect(patient.name.given).toMatch(/^Sample-\d+$/);
    }
  });

  it('keeps every patient inside the requested span, at any size', () => {
    const from = localDate('2026-01-01');
    const to = localDate('2026-01-31');
    const month = generateSamplePractice({ patients: 130, from, to, density: 2 });
    expect(month.practice.patients).toHaveLength(130);
    const days = parsed(month.readings).filter(({ takenAt }) => parseInstant(takenAt));
    const good = days.filter(({ takenAt }) => !takenAt.startsWith('2031'));
    expect(good.length).toBeGreaterThan(1000);
    for (const { takenAt } of good) expect(takenAt >= '2025-12-31' && takenAt < '2026-03-15').toBe(true);
  });
});
