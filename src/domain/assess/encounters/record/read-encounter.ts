import type {
  EncounterPayer,
  EncounterRecord,
  VisitSpan,
} from './codable-encounter.js';
import { yearsBefore } from '../../telehealth/calendar.js';
import type { EncounterFacts } from '../../../facts/encounter.js';
import { intersect, totalMillis, type Interval } from '../../../facts/intervals.js';
import { audioOnlyRule } from '../../../rulebook/telehealth/medicare.js';
import { ADULT_AGE } from '../../../rulebook/telehealth/required-facts.js';
import { BRIEF_MINUTES } from '../../../rulebook/telehealth/time-bands.js';
import { formatInstant } from '../../../time/instant.js';
import { addDays, type LocalDate } from '../../../time/local-date.js';
import { localDateAt, startOfDay } from '../../../time/zone.js';
import { assessInputFacts } from './stated-facts.js';
import type { AssessInput } from '../../../../modules/encounters/coding/assess.input.js';
import type { Encounter, Segment, Snapshot } from '../../../../modules/encounters/record/encounter.js';
import { instantText } from '../../../../modules/encounters/record/instant-text.js';

const E_VISIT_DAYS = 7;
const MINUTE_MS = 60_000;

export interface RecordFrame {
  readonly snapshot: Snapshot;
  readonly payer: EncounterPayer | null;
  readonly locality: EncounterFacts['locality'];
  readonly qualifyingApm: boolean;
  /** By the clock in the visit of another patient as well. */
  readonly clinicianElsewhere: boolean;
}

/** The record as the core decides it; running segments count for nothing. Pure. */
export function encounterRecord(encounter: Encounter, frame: RecordFrame): EncounterRecord {
  const { snapshot } = frame;
  const consent = encounter.consent?.status === 'given' ? encounter.consent : null;
  const windowStart = windowStartOf(encounter, snapshot.zone);
  return {
    id: encounter.id,
    rootId: encounter.rootId,
    patientId: encounter.patientId,
    voided: encounter.status === 'voided',
    clinicianId: encounter.clinicianId,
    specialty: encounter.specialty,
    subspecialty: encounter.subspecialty,
    billingPractitionerId: encounter.billingPractitionerId ?? encounter.clinicianId,
    diagnoses: encounter.diagnoses,
    consent: {
      date: consent?.date ?? null,
      method: consent?.method ?? null,
      takenBy: consent?.takenBy ?? null,
    },
    facts: assessInputFacts(inputOf(encounter, frame, windowStart), snapshot.zone),
    proof: snapshot.proof,
    windowStart,
    spans: spansOf(encounter),
    dayStart: startOfDay(encounter.dateOfService, snapshot.zone),
    clinicianElsewhere: frame.clinicianElsewhere,
    payer: frame.payer,
    signed: encounter.signed && {
      by: encounter.signed.by,
      at: formatInstant(encounter.signed.at),
      codes: encounter.signed.assessment.codes,
    },
  };
}

/** Who was in the visit, by the clock. */
export function spansOf({ segments, clinicianId }: Encounter): VisitSpan[] {
  return segments.flatMap(({ staffId, start, end }) =>
    end === null || end <= start ? [] : [{ staffId: staffId ?? clinicianId, start, end }],
  );
}

function inputOf(encounter: Encounter, frame: RecordFrame, windowStart: LocalDate): AssessInput {
  const { dateOfService: day, consent, eligibilityCheck, platform, patientLocation } = encounter;
  const timed = timeOf(encounter, frame.snapshot.zone, windowStart);
  return {
    ...encounter,
    payer: frame.payer?.profile ?? '',
    modality: modalityIn(encounter.modality, timed.modality),
    modalityMinutes: timed.modalityMinutes,
    minutes: encounter.minutes ?? timed.minutes,
    cumulativeMinutes: encounter.cumulativeMinutes ?? timed.cumulativeMinutes,
    discussionMinutes: encounter.discussionMinutes ?? timed.discussionMinutes,
    imageReceivedAt: instantText(encounter.imageReceivedAt),
    imageRepliedAt: instantText(encounter.imageRepliedAt),
    patientLocation,
    clinicianAuthorizedStates: encounter.authorizations
      .filter(({ from, to }) => (from === null || from <= day) && (to === null || day <= to))
      .map(({ state }) => state),
    consentDocumented: consent === null ? null : consentHolds(encounter, isYearly(encounter, frame, timed)),
    technologyDocumented: platform === null ? null : platform.secure,
    medicalNecessityDocumented: encounter.medicalNecessity === null ? null : true,
    eligibilityVerifiedOnDos: eligibilityCheck === null ? null : eligibilityCheck.checkedOn === day,
    eligibilityResult: eligibilityCheck?.result ?? null,
    patientAge: frame.snapshot.patientAge,
    guardianConsentDocumented:
      encounter.guardianConsent === null ? null : encounter.guardianConsent.date <= day,
    locality: frame.locality,
    qualifyingApm: frame.qualifyingApm,
  };
}

/** Given by the date; for check-ins and messages within the year before it (section 6.4). */
function consentHolds({ consent, dateOfService }: Encounter, yearly: boolean): boolean {
  if (consent === null || consent.status !== 'given' || consent.date > dateOfService) return false;
  return !yearly || consent.date >= yearsBefore(dateOfService, 1);
}

/** A check-in is one also where a short call falls to it; Medicare had a telephone visit for these to 2024. */
function isYearly(encounter: Encounter, { payer }: RecordFrame, timed: TimeFound): boolean {
  const { serviceIntent, dateOfService } = encounter;
  const modality = modalityIn(encounter.modality, timed.modality);
  if (serviceIntent === 'brief-check-in' || modality === 'online-digital' || modality === 'store-and-forward')
    return true;
  const talk = encounter.discussionMinutes ?? timed.discussionMinutes ?? encounter.minutes ?? timed.minutes;
  if (modality !== 'audio-only' || talk === null || talk >= BRIEF_MINUTES.max + 1) return false;
  return payer?.payerType !== 'medicare_ffs' || audioOnlyRule(dateOfService) !== 'telephone codes';
}

interface TimeFound {
  readonly modality: AssessInput['modality'];
  readonly modalityMinutes: NonNullable<AssessInput['modalityMinutes']>;
  readonly minutes: number | null;
  readonly cumulativeMinutes: number | null;
  readonly discussionMinutes: number | null;
}

/** What the clinician's own segments say: each minute once, and none of another date (section 4). */
function timeOf(encounter: Encounter, zone: string, windowStart: LocalDate): TimeFound {
  const own = encounter.segments.filter(
    ({ staffId }) => staffId === null || staffId === encounter.clinicianId,
  );
  const day = between(encounter.dateOfService, 1, zone);
  const minutesOf = (kinds: readonly Segment['modality'][] | null, within: Interval): number =>
    totalMillis(intersect(closed(own, kinds), [within])) / MINUTE_MS;
  const video = minutesOf(['audio-video'], day);
  const audio = minutesOf(['audio-only'], day);
  const week = between(windowStart, E_VISIT_DAYS, zone);
  const digital = minutesOf(['online-digital'], week);
  const recorded = closed(own, null).length > 0;
  return {
    modality: modalityOf({ video, audio, digital }),
    modalityMinutes: video > 0 && audio > 0 ? { 'audio-video': video, 'audio-only': audio } : {},
    minutes: recorded ? minutesOf(null, day) : null,
    cumulativeMinutes: digital > 0 ? digital : null,
    discussionMinutes: audio > 0 ? audio : null,
  };
}

const LIVE: readonly AssessInput['modality'][] = ['audio-video', 'audio-only', 'mixed'];

/** The clock of a live visit stands before its name: both kinds are `mixed`, and a contradiction is the lower claim. */
function modalityIn(stated: Encounter['modality'], found: AssessInput['modality']): AssessInput['modality'] {
  if (!LIVE.includes(stated) || !LIVE.includes(found)) return stated ?? found;
  return found === 'mixed' || stated === found ? found : 'audio-only';
}

/** Both: `mixed`, and the rules let the majority decide. */
function modalityOf(time: { video: number; audio: number; digital: number }): AssessInput['modality'] {
  if (time.video > 0 && time.audio > 0) return 'mixed';
  if (time.video > 0) return 'audio-video';
  if (time.audio > 0) return 'audio-only';
  return time.digital > 0 ? 'online-digital' : null;
}

function closed(segments: readonly Segment[], kinds: readonly Segment['modality'][] | null): Interval[] {
  return segments.flatMap(({ modality, start, end }) =>
    end !== null && (kinds === null || kinds.includes(modality)) ? [{ start, end }] : [],
  );
}

function between(first: LocalDate, days: number, zone: string): Interval {
  return { start: startOfDay(first, zone), end: startOfDay(addDays(first, days), zone) };
}

function windowStartOf({ windowStart, segments, dateOfService }: Encounter, zone: string): LocalDate {
  if (windowStart !== null) return windowStart;
  const days = segments
    .filter(({ modality }) => modality === 'online-digital')
    .map(({ start }) => localDateAt(start, zone));
  return days.reduce((a, b) => (a < b ? a : b), dateOfService);
}

/** Whole years on a date, the same for every adult: the rules ask no more. */
export function ageForRules(birthDate: LocalDate | null, day: LocalDate): number | null {
  if (birthDate === null) return null;
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const age = day.slice(5) < birthDate.slice(5) ? years - 1 : years;
  return Math.max(0, Math.min(age, ADULT_AGE));
}
