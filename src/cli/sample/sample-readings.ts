import { addDays, daysBetween, latest, type LocalDate } from '../../domain/time/local-date.js';
import {
  DAY_MS,
  MINUTE_MS,
  SECOND_MS,
  spelled,
  spellingZone,
  wallTime,
  type Delivery,
} from './sample-delivery.js';
import type { SampleDevice } from './sample-files.js';
import { storyReadings } from './sample-reading-faults.js';
import { automatic, type SampleReading } from './sample-reading.js';
import type { SamplePatient, SampleSpan } from './sample-records.js';
import { SeededRandom } from './seeded-random.js';

/** How often patients measure in thirty days: some keep it up, some stop. */
const ADHERENCE = [0.97, 0.95, 0.9, 0.62, 0.52, 0.3, 0.08] as const;
/** The `exact_days` story: this many days from the start of each thirty days. */
const EXACT_DAYS = [16, 15, 16, 15, 2, 1] as const;

/** Everything that is sent for one patient, repeats included. */
export function readingDeliveries(one: SamplePatient, span: SampleSpan): Delivery[] {
  const random = SeededRandom.ofPart(span.seed, one.index * 3 + 1);
  const readings = one.record.devices.flatMap((device) => ordinary(one, device, { span, random }));
  const all = [...readings, ...storyReadings(one, span, random)].filter(
    ({ takenMs }) => takenMs < wallTime(addDays(span.to, 1), 0, one.record.patient.timezone),
  );
  return all.flatMap((reading, place) => deliver({ one, reading, place, random }));
}

interface Context {
  readonly span: SampleSpan;
  readonly random: SeededRandom;
}

function ordinary(one: SamplePatient, device: SampleDevice, { span, random }: Context): SampleReading[] {
  const zone = one.record.patient.timezone;
  const first = latest(device.assignedFrom, span.from) ?? span.from;
  const end = device.assignedTo ?? one.record.enrollments[0]?.endDate ?? span.to;
  const last = end < span.to ? end : span.to;
  const rates = Array.from({ length: 8 }, () => random.pick(ADHERENCE));
  const readings: SampleReading[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    const since = daysBetween(one.startDay, day);
    // Always drawn, so that the rule of one story does not change later random values.
    const usual = random.chance(rates[Math.floor(since / 30)] ?? 0.9);
    if (!measures(one, device, since, usual)) continue;
    const takenMs = wallTime(day, random.whole(7 * 3600, 10 * 3600), zone);
    for (let n = 0; n < span.density; n += 1) readings.push(automatic(device, takenMs + n * 601_000, random));
    if (random.chance(0.2))
      readings.push(automatic(device, takenMs + random.whole(9, 12) * 3_600_000, random));
  }
  return readings;
}

function measures(one: SamplePatient, device: SampleDevice, since: number, usual: boolean): boolean {
  switch (one.story) {
    case 'exact_days':
      return since % 30 < (EXACT_DAYS[Math.floor(since / 30)] ?? 0);
    case 'two_devices':
      // About ten days each: together they would reach sixteen, but neither does alone.
      return since < 90 ? since % 3 === (device.id.endsWith('a') ? 0 : 1) : usual;
    case 'leaves_early':
    case 'dies_in_first_window':
      return since % 7 !== 5;
    case 'set_up_in_2026':
      return since % 5 === 0;
    case 'local_midnight':
      return since % 30 < 12;
    case 'manual_entries':
      return since % 30 < 11;
    case 'not_measurements':
      // About ten days of real measurements. Counting the others would make it sixteen.
      return since < 90 ? since % 30 >= 20 : usual;
    case 'hospital_stay':
      return true;
    default:
      return usual;
  }
}

interface Sending {
  readonly one: SamplePatient;
  readonly reading: SampleReading;
  readonly place: number;
  readonly random: SeededRandom;
}

/** Sent once, often late, sometimes twice with the same instant written differently. */
function deliver({ one, reading, place, random }: Sending): Delivery[] {
  const zone = one.record.patient.timezone;
  const outage = outageEnd(one, reading.takenMs);
  const receivedMs = (outage ?? reading.takenMs) + random.whole(2, 110) * SECOND_MS;
  const externalId = one.story === 'no_sender_ids' ? undefined : `R${one.index + 1}-${place + 1}`;
  const line = (atMs: number, values = reading.values): string =>
    JSON.stringify({
      source: 'gateway-1',
      externalId,
      deviceId: reading.deviceId,
      takenAt: spelled(reading.takenMs, spellingZone(random, zone)),
      receivedAt: spelled(atMs, 'UTC'),
      kind: reading.kind,
      origin: reading.origin,
      user: reading.user,
      values,
    });
  const straggles = random.chance(0.06) ? random.whole(1, 20) * DAY_MS : 0;
  const sent: Delivery[] = [{ arrivesAtMs: receivedMs + straggles, line: line(receivedMs) }];
  if (one.story === 'same_id_other_body' && place % 9 === 4) {
    const changed = reading.values.map((value) => ({ ...value, value: value.value + 1 }));
    sent.push({ arrivesAtMs: receivedMs + 40 * DAY_MS, line: line(receivedMs + MINUTE_MS, changed) });
  }
  for (let retries = random.chance(0.08) ? random.whole(1, 2) : 0; retries > 0; retries -= 1) {
    const againMs = receivedMs + random.whole(1, 90) * MINUTE_MS;
    sent.push({ arrivesAtMs: againMs + (random.chance(0.3) ? 3 * DAY_MS : 0), line: line(againMs) });
  }
  return sent;
}

/** A gateway that was offline for eleven days delivers everything at once. */
function outageEnd(one: SamplePatient, takenMs: number): number | null {
  if (one.story !== 'late_batch' && one.index % 11 !== 7) return null;
  const from = wallTime(addDays(one.startDay, 33), 0, 'UTC');
  const to = from + 11 * DAY_MS;
  return takenMs >= from && takenMs < to ? to : null;
}

/** Invalid lines. Each is refused, and the good ones still count. */
export function damagedReadings(one: SamplePatient, span: SampleSpan): string[] {
  const device = one.record.devices[0]?.id ?? 'D00001a';
  const day: LocalDate = addDays(span.from, 40);
  const base = {
    source: 'gateway-1',
    deviceId: device,
    takenAt: `${day}T10:00:00Z`,
    receivedAt: `${day}T10:00:09Z`,
    kind: 'weight',
    origin: 'device_auto',
    values: [{ code: '29463-7', value: 70, unit: 'kg' }],
  };
  const with_ = (changed: object): string => JSON.stringify({ ...base, ...changed });
  return [
    with_({}).slice(0, 61),
    'null',
    '[]',
    with_({}).replace('70', 'NaN'),
    with_({ takenAt: `${day}T10:00:00` }),
    with_({ takenAt: 'yesterday' }),
    with_({ takenAt: '2031-01-01T00:00:00Z' }),
    with_({ takenAt: `${day}T10:06:00Z` }),
    with_({ values: [] }),
    with_({ values: [{ code: '29463-7', value: '70', unit: 'kg' }] }),
    with_({ values: [{ code: '29463-7', value: 70, unit: 'mm[Hg]' }] }),
    with_({ deviceId: undefined }),
  ];
}
