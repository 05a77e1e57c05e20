import { instant } from '../../domain/time/instant.js';
import { addDays } from '../../domain/time/local-date.js';
import { localDateAt } from '../../domain/time/zone.js';
import { MINUTE_MS, wallTime } from './sample-delivery.js';
import { dayOf, ordinaryMonth, review, talk, type SampleEntry, type SampleMonth } from './sample-entry.js';
import { SAMPLE_ZONE, type SamplePatient } from './sample-records.js';
import { SeededRandom } from './seeded-random.js';

/** Seconds around each billing threshold, one per month. */
const EXACT_SECONDS = [1199, 1200, 2399, 600, 599, 2400] as const;

/** The entries of a patient whose story shapes the month; null for an ordinary month. */
export function monthStory(
  one: SamplePatient,
  month: SampleMonth,
  random: SeededRandom,
): SampleEntry[] | null {
  const more = (...added: SampleEntry[]): SampleEntry[] => [...ordinaryMonth(one, month, random), ...added];
  switch (one.story) {
    case 'two_staff_one_call':
      return more(...sameCall(one, month, random));
    case 'shared_nurse_first':
    case 'shared_nurse_second':
      return more(sharedNurse(one, month));
    case 'month_midnight':
      return more(overMidnight(one, month, random));
    case 'chronic_care_too':
      return more(...chronicCare(one, month, random));
    case 'exact_minutes':
      return exactMinutes(one, month, random);
    case 'data_review_only':
      return [0, 1, 2].map((place) => clinicianReview(one, month, { place, random }));
    case 'forgotten_timer':
      return more({
        ...review(one, month, random),
        seconds: 540,
        note: 'Timer forgotten overnight and stopped by itself: 41520 s claimed, 540 s granted',
      });
    case 'front_desk':
      return more(
        ...[1, 2, 3].map((): SampleEntry => ({
          ...review(one, month, random),
          ...talk(random),
          staffId: 'DESK-1',
          role: 'non_clinical',
          seconds: 900,
          note: 'Scheduling and shipping',
        })),
      );
    case 'messages_only':
      return messages(one, month, random);
    case 'no_contact':
      return ordinaryMonth(one, month, random).map((entry) => ({
        ...entry,
        mode: 'data_review',
        interactive: false,
        note: 'Reviewed readings',
      }));
    case 'voicemail_too':
      return voicemailToo(one, month, random);
    case 'late_consent':
      return more(...beforeConsent(one, month, random));
    case 'inside_a_visit':
      return more(visit(one, month, random));
    default:
      return null;
  }
}

/** Two nurses on one call: the patient's minutes count once. */
function sameCall(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  const [firstNurse, secondNurse] = one.nurseIds;
  const call: SampleEntry = {
    ...review(one, month, random),
    ...talk(random),
    role: 'clinical_staff',
    seconds: 620,
  };
  return [
    { ...call, staffId: firstNurse },
    { ...call, staffId: secondNurse, startMs: call.startMs + 3 * MINUTE_MS, seconds: 700 },
  ];
}

/** One nurse, two patients, the same minutes. The entry that starts later was logged first. */
function sharedNurse(one: SamplePatient, { month, first, last }: SampleMonth): SampleEntry {
  const second = one.story === 'shared_nurse_second';
  const random = new SeededRandom(Number(month.replace('-', '')));
  // Late in the month, when both patients are enrolled. Both use the same random values.
  const day = last < first ? first : addDays(last, -random.whole(0, 3));
  const startMs = wallTime(day, 6 * 3600 + random.whole(0, 1800), SAMPLE_ZONE);
  return {
    staffId: one.nurseIds[0],
    role: 'clinical_staff',
    program: 'RPM',
    startMs: startMs + (second ? 4 * MINUTE_MS : 0),
    seconds: 840,
    mode: 'phone',
    interactive: true,
    note: 'Spoke with the patient',
    loggedMs: startMs + (second ? 25 : 95) * MINUTE_MS,
  };
}

/** An entry that crosses the patient's local midnight at the end of the month. */
function overMidnight(one: SamplePatient, { last }: SampleMonth, random: SeededRandom): SampleEntry {
  return {
    staffId: one.nurseIds[1],
    role: 'clinical_staff',
    program: 'RPM',
    startMs: wallTime(addDays(last, 1), -random.whole(300, 900), one.record.patient.timezone),
    seconds: random.whole(1300, 1700),
    mode: 'phone',
    interactive: true,
    note: 'Night call about an alarm',
  };
}

/** Chronic care beside monitoring, each with its own minutes, and one slice that both claim. */
function chronicCare(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  const entries = [1, 2, 3, 4].map((): SampleEntry => ({
    ...review(one, month, random),
    staffId: one.nurseIds[0],
    role: 'clinical_staff',
    program: 'CCM',
    mode: 'data_review',
    seconds: random.whole(400, 900),
    note: 'Care plan',
  }));
  const [contested] = entries;
  if (contested === undefined) return entries;
  const rival: SampleEntry = {
    ...contested,
    staffId: one.nurseIds[1],
    program: 'RPM',
    startMs: contested.startMs + 2 * MINUTE_MS,
    seconds: 500,
    note: 'Reviewed readings',
  };
  return [...entries, rival];
}

function exactMinutes(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  const place = Number(month.month.slice(5)) % EXACT_SECONDS.length;
  const total = EXACT_SECONDS[place] ?? 1200;
  // Before office hours and one after another, so that no other entry claims the same time.
  const startMs = wallTime(dayOf(month, random), 5 * 3600, SAMPLE_ZONE);
  const first = 397;
  const base = { ...review(one, month, random), staffId: one.nurseIds[0], role: 'clinical_staff' as const };
  return [
    { ...base, ...talk(random), startMs, seconds: first },
    { ...base, mode: 'data_review', startMs: startMs + first * 1000, seconds: total - first },
  ];
}

function clinicianReview(
  one: SamplePatient,
  month: SampleMonth,
  { place, random }: { readonly place: number; readonly random: SeededRandom },
): SampleEntry {
  return {
    ...review(one, month, random),
    staffId: place === 2 ? one.nurseIds[0] : one.clinicianId,
    role: place === 2 ? 'clinical_staff' : 'qhp',
    program: '99091',
    mode: 'data_review',
    seconds: place === 2 ? 900 : random.whole(700, 1100),
    note: 'Interpreted the data of the period',
  };
}

/** Texts, portal messages and voicemails, some marked as interactive by mistake. None is a conversation. */
function messages(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  return (['sms', 'portal_message', 'voicemail', 'sms'] as const).map((mode, place): SampleEntry => ({
    ...review(one, month, random),
    mode,
    interactive: place % 2 === 0,
    seconds: random.whole(420, 700),
    note: 'Left a message',
  }));
}

/** Nineteen minutes that count and six of voicemail that do not. */
function voicemailToo(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  const call = { ...review(one, month, random), ...talk(random), seconds: 1140 };
  return [call, { ...review(one, month, random), mode: 'voicemail', seconds: 360, note: 'Left a message' }];
}

/** The call that explains the service comes before the consent and does not count. */
function beforeConsent(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry[] {
  if (month.first !== one.startDay) return [];
  const startMs = wallTime(addDays(one.startDay, 3), 10 * 3600, SAMPLE_ZONE);
  return [{ ...review(one, month, random), ...talk(random), startMs, seconds: 2500 }];
}

function visit(one: SamplePatient, month: SampleMonth, random: SeededRandom): SampleEntry {
  const base = review(one, month, random);
  return {
    ...base,
    staffId: one.clinicianId,
    role: 'qhp',
    seconds: 1500,
    note: 'Part of the office visit',
    insideEncounter: { code: '99214', date: localDateAt(instant(base.startMs), SAMPLE_ZONE) },
  };
}
