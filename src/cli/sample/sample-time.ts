import { addDays } from '../../domain/time/local-date.js';
import { lastDayOf, monthPeriod, monthsFrom } from '../../domain/time/year-month.js';
import { DAY_MS, MINUTE_MS, SECOND_MS, spelled, spellingZone, type Delivery } from './sample-delivery.js';
import { ordinaryMonth, type SampleEntry, type SampleMonth } from './sample-entry.js';
import { SAMPLE_ZONE, type SamplePatient, type SampleSpan } from './sample-records.js';
import { monthStory } from './sample-time-faults.js';
import { SeededRandom } from './seeded-random.js';

export function timeDeliveries(one: SamplePatient, span: SampleSpan): Delivery[] {
  const random = SeededRandom.ofPart(span.seed, one.index * 3 + 2);
  const entries = monthsFrom(one.startDay, span.to)
    .map((month): SampleMonth => {
      const { start } = monthPeriod(month);
      const last = lastDayOf(month);
      return {
        month,
        density: span.density,
        first: start < one.startDay ? one.startDay : start,
        last: last > span.to ? span.to : last,
      };
    })
    .flatMap((month) => monthStory(one, month, random) ?? ordinaryMonth(one, month, random));
  return entries.flatMap((entry, place) => deliver({ one, entry, place, random }));
}

interface Logging {
  readonly one: SamplePatient;
  readonly entry: SampleEntry;
  readonly place: number;
  readonly random: SeededRandom;
}

function deliver({ one, entry, place, random }: Logging): Delivery[] {
  const endMs = entry.startMs + entry.seconds * SECOND_MS;
  const loggedMs =
    entry.loggedMs ?? endMs + random.whole(1, 40) * MINUTE_MS + random.whole(0, 59) * SECOND_MS;
  const zone = spellingZone(random, SAMPLE_ZONE);
  const line = JSON.stringify({
    externalId: one.story === 'no_sender_ids' ? undefined : `T${one.index + 1}-${place + 1}`,
    patientId: one.record.patient.id,
    staffId: entry.staffId,
    role: entry.role,
    program: entry.program,
    start: spelled(entry.startMs, zone),
    end: spelled(endMs, 'UTC'),
    interactive: entry.interactive,
    mode: entry.mode,
    loggedAt: spelled(loggedMs, 'UTC'),
    insideEncounter: entry.insideEncounter,
    source: 'import',
    note: entry.note,
  });
  const sent = { arrivesAtMs: loggedMs + (random.chance(0.05) ? random.whole(1, 9) * DAY_MS : 0), line };
  if (one.story === 'same_id_other_body' && place % 6 === 2) {
    const changed = line.replace('"note":', '"program":"CCM","note":').replace('"program":"RPM",', '');
    return [sent, { arrivesAtMs: sent.arrivesAtMs + 20 * DAY_MS, line: changed }];
  }
  return random.chance(0.04) ? [sent, { ...sent, arrivesAtMs: sent.arrivesAtMs + 5 * MINUTE_MS }] : [sent];
}

/** Invalid lines. Each is refused, and the good ones still count. */
export function damagedEntries(one: SamplePatient, span: SampleSpan): string[] {
  const day = addDays(span.from, 61);
  const base = {
    patientId: one.record.patient.id,
    staffId: one.clinicianId,
    role: 'qhp',
    program: 'RPM',
    start: `${day}T10:00:00Z`,
    end: `${day}T10:09:00Z`,
    interactive: false,
    mode: 'data_review',
    source: 'import',
  };
  const with_ = (changed: object): string => JSON.stringify({ ...base, ...changed });
  return [
    with_({}).slice(0, 47),
    'null',
    with_({ start: `${day}T10:00:00`, end: `${day}T10:09:00` }),
    with_({ patientId: 'NOBODY' }),
    with_({ start: `${day}T10:20:00Z` }),
    with_({ start: '2031-01-01T10:00:00Z', end: '2031-01-01T10:09:00Z' }),
    with_({ mode: 'telepathy' }),
  ];
}
