import { addDays, type LocalDate } from '../../domain/time/local-date.js';
import { wallTime } from './sample-delivery.js';
import { automatic, type SampleReading } from './sample-reading.js';
import type { SamplePatient, SampleSpan } from './sample-records.js';
import { BATTERY_VALUES, impossibleValues } from './sample-values.js';
import type { SeededRandom } from './seeded-random.js';

/** The readings that a patient's story adds to the ordinary ones. */
export function storyReadings(one: SamplePatient, span: SampleSpan, random: SeededRandom): SampleReading[] {
  const device = one.record.devices[0];
  if (device === undefined) return [];
  const zone = one.record.patient.timezone;
  const at = (day: LocalDate, seconds: number): number => wallTime(day, seconds, zone);
  const auto = (takenMs: number): SampleReading => automatic(device, takenMs, random);
  const days = (from: number, to: number): LocalDate[] =>
    Array.from({ length: to - from + 1 }, (_, n) => addDays(one.startDay, from + n));
  const end = one.record.enrollments[0]?.endDate;
  switch (one.story) {
    case 'local_midnight':
      // The readings of a pair are minutes apart but on two local days, whatever the day is in UTC.
      return [12, 14, 42, 44, 72, 74]
        .map((since) => addDays(one.startDay, since))
        .flatMap((day) => [
          auto(at(day, 86_400 - random.whole(20, 400))),
          auto(at(day, 86_400 + random.whole(0, 400))),
        ]);
    case 'clock_change':
      return clockChangeInstants(span).map(auto);
    case 'manual_entries':
      return days(11, 16).map((day) => ({ ...auto(at(day, 50_000)), origin: 'manual_entry' }));
    case 'not_measurements':
      return days(0, 20).map((day, place): SampleReading => {
        const reading = auto(at(day, 43_000));
        if (place % 3 === 0) return { ...reading, origin: 'test' };
        if (place % 3 === 1) return { ...reading, kind: 'battery', values: BATTERY_VALUES };
        return { ...reading, values: impossibleValues(reading.values) };
      });
    case 'unknown_device':
      return days(3, 9).map((day) => ({ ...auto(at(day, 40_000)), deviceId: `D-NOT-OURS-${one.index + 1}` }));
    case 'returned_device':
      return days(71, 78).map((day) => auto(at(day, 40_000)));
    case 'device_swap':
      // The old device still measures while its replacement is on the way.
      return days(27, 30).map((day) => auto(at(day, 44_000)));
    case 'ambiguous_user':
      return days(2, 8).map((day) => ({ ...auto(at(day, 41_000)), user: 'ambiguous' }));
    case 'dies':
    case 'dies_in_first_window':
    case 'leaves':
      // Somebody else in the house steps on the scale.
      return end ? [1, 3].map((after) => auto(at(addDays(end, after), 39_000))) : [];
    default:
      return [];
  }
}

/** New York: 1:30 twice on the day with 25 hours, and times around the missing hour on the day with 23. */
function clockChangeInstants(span: SampleSpan): number[] {
  const zone = 'America/New_York';
  return (['2025-11-02', '2026-03-08'] as LocalDate[])
    .filter((day) => day >= span.from && day <= span.to)
    .flatMap((day) => [5400, 5400 + 3600, 86_400 - 1800].map((seconds) => wallTime(day, seconds, zone)));
}
