import type { EncounterFacts } from '../../../facts/encounter.js';
import { intersect, totalMillis, type Interval } from '../../../facts/intervals.js';
import type {
  RecordedEncounter,
  RecordedSegment,
  SegmentModality,
} from '../../../facts/recorded-encounter.js';
import { E_VISIT_DAYS } from '../../../rulebook/telehealth/service-intervals.js';
import { addDays, type LocalDate } from '../../../time/local-date.js';
import { localDateAt, startOfDay } from '../../../time/zone.js';

const MINUTE_MS = 60_000;

/** What the clinician's own segments say; null where they say nothing. Minutes are not rounded. */
export interface SegmentTime extends Pick<
  EncounterFacts,
  'modalityMinutes' | 'minutes' | 'cumulativeMinutes' | 'discussionMinutes'
> {
  /** As stated, corrected by the clock. */
  readonly modality: EncounterFacts['modality'];
}

/** Counts each minute once, and only minutes on the date of service (T4). */
export function segmentTime(encounter: RecordedEncounter, zone: string): SegmentTime {
  const own = encounter.segments.filter(
    ({ staffId }) => staffId === null || staffId === encounter.clinicianId,
  );
  const day = daysFrom(encounter.dateOfService, 1, zone);
  const minutesOf = (kinds: readonly SegmentModality[] | null, within: Interval): number =>
    totalMillis(intersect(closed(own, kinds), [within])) / MINUTE_MS;
  const video = minutesOf(['audio-video'], day);
  const audio = minutesOf(['audio-only'], day);
  const week = daysFrom(windowStartOf(encounter, zone), E_VISIT_DAYS, zone);
  const digital = minutesOf(['online-digital'], week);
  return {
    modality: reconciled(encounter.modality, modalityOf({ video, audio, digital })),
    modalityMinutes: video > 0 && audio > 0 ? { 'audio-video': video, 'audio-only': audio } : {},
    minutes: closed(own, null).length > 0 ? minutesOf(null, day) : null,
    cumulativeMinutes: digital > 0 ? digital : null,
    discussionMinutes: audio > 0 ? audio : null,
  };
}

/**
 * The first of an e-visit's seven days, as stated or by its first online segment; for anything else, the date of
 * service.
 */
export function windowStartOf(
  { windowStart, segments, dateOfService }: RecordedEncounter,
  zone: string,
): LocalDate {
  if (windowStart !== null) return windowStart;
  return segments
    .filter(({ modality }) => modality === 'online-digital')
    .map(({ start }) => localDateAt(start, zone))
    .reduce((a, b) => (a < b ? a : b), dateOfService);
}

const LIVE: readonly EncounterFacts['modality'][] = ['audio-video', 'audio-only', 'mixed'];

/**
 * The clock of a live visit overrides the stated modality. Video and telephone together are `mixed`; otherwise a
 * contradiction is read as telephone, the lower claim.
 */
function reconciled(
  stated: EncounterFacts['modality'],
  clocked: EncounterFacts['modality'],
): EncounterFacts['modality'] {
  if (!LIVE.includes(stated) || !LIVE.includes(clocked)) return stated ?? clocked;
  return clocked === 'mixed' || stated === clocked ? clocked : 'audio-only';
}

/** Video and telephone are `mixed`: the rules then decide by the majority of minutes. */
function modalityOf(time: { video: number; audio: number; digital: number }): EncounterFacts['modality'] {
  if (time.video > 0 && time.audio > 0) return 'mixed';
  if (time.video > 0) return 'audio-video';
  if (time.audio > 0) return 'audio-only';
  return time.digital > 0 ? 'online-digital' : null;
}

function closed(segments: readonly RecordedSegment[], kinds: readonly SegmentModality[] | null): Interval[] {
  return segments.flatMap(({ modality, start, end }) =>
    end !== null && (kinds === null || kinds.includes(modality)) ? [{ start, end }] : [],
  );
}

function daysFrom(first: LocalDate, days: number, zone: string): Interval {
  return { start: startOfDay(first, zone), end: startOfDay(addDays(first, days), zone) };
}
