import { addDays, daysBetween, type LocalDate } from '../../domain/time/local-date.js';
import type { YearMonth } from '../../domain/time/year-month.js';
import { wallTime } from './sample-delivery.js';
import { SAMPLE_ZONE, type SamplePatient } from './sample-records.js';
import type { SeededRandom } from './seeded-random.js';

export interface SampleEntry {
  readonly staffId: string;
  readonly role: 'qhp' | 'clinical_staff' | 'non_clinical';
  readonly program: string;
  readonly startMs: number;
  readonly seconds: number;
  readonly mode: 'phone' | 'video' | 'data_review' | 'sms' | 'voicemail' | 'portal_message';
  readonly interactive: boolean;
  readonly note: string;
  /** When it was logged. Default: shortly after it ended. */
  readonly loggedMs?: number;
  readonly insideEncounter?: { readonly code: string; readonly date: LocalDate };
}

/** One patient's month, cut to the span of the sample. */
export interface SampleMonth {
  /** Multiplies the usual number of entries, and shortens each to match. */
  readonly density: number;
  readonly month: YearMonth;
  readonly first: LocalDate;
  readonly last: LocalDate;
}

/** The planned minutes of a month: every billing threshold and the values around it. */
const MONTH_MINUTES = [0, 6, 12, 17, 21, 26, 34, 42, 47, 63, 84, 97] as const;

/** Calls and reviews during office hours across the month, by the patient's two nurses and sometimes the clinician. */
export function ordinaryMonth(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  const entries: SampleEntry[] = [];
  const { density } = month;
  let left = random.pick(MONTH_MINUTES) * 60;
  const calls = random.chance(0.85);
  while (left > 0) {
    const seconds = Math.min(left, random.whole(Math.ceil(100 / density), Math.ceil(780 / density)));
    const talks = calls && entries.length === 0;
    entries.push({ ...review(one, month, random), ...(talks ? talk(random) : {}), seconds });
    left -= seconds;
  }
  return entries;
}

export function talk(random: SeededRandom): Pick<SampleEntry, 'mode' | 'interactive' | 'note'> {
  return { mode: random.chance(0.8) ? 'phone' : 'video', interactive: true, note: 'Spoke with the patient' };
}

/** Four minutes of non-interactive work somewhere in the month. */
export function review(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry {
  const clinician = random.chance(0.1);
  const day = dayOf(month, random);
  return {
    staffId: clinician ? one.clinicianId : random.pick(one.nurseIds),
    role: clinician ? 'qhp' : 'clinical_staff',
    program: 'RPM',
    startMs: wallTime(day, random.whole(8 * 3600, 17 * 3600), SAMPLE_ZONE),
    seconds: 240,
    mode: random.pick(['data_review', 'data_review', 'sms', 'portal_message']),
    interactive: false,
    note: 'Reviewed readings',
  };
}

export function dayOf({ first, last }: SampleMonth, random: SeededRandom): LocalDate {
  return addDays(first, random.whole(0, Math.max(0, daysBetween(first, last))));
}
