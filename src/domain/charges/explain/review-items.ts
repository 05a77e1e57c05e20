import type { TimeCut } from '../../assess/finding.js';
import type { LocalDate } from '../../time/local-date.js';
import { lastDay } from '../../time/period.js';
import type { ChargeSource } from '../charge.js';
import { PARK_TEXT, TIME_CUT_TEXT } from './reason-text.js';

const FLAG_TEXT = {
  reading_before_first_window: 'a reading lies before the first period, which is fixed by an approved charge',
  correction_after_billing: 'a claim on file rests on a count that no longer holds',
  multiple_practices_oig_measure: 'another practice billed monitoring for the same patient',
} as const;

const CHARGE_TEXT = {
  review_required: 'the rules ask for a look before the charge is approved',
  adjustment_proposed: 'what was decided no longer agrees with the facts',
} as const;

type ReviewFlag = keyof typeof FLAG_TEXT;

/** What each reason means. */
export const REVIEW_TEXT = { ...FLAG_TEXT, ...CHARGE_TEXT, ...TIME_CUT_TEXT, ...PARK_TEXT } as const;

export type ReviewReason = keyof typeof REVIEW_TEXT;

/** Something that a person has to look at; it is gone when its cause is, or when the charge was decided. */
export interface ReviewItem {
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string | null;
  /** Both days belong to it; null where the patient as a whole could not be assessed. */
  readonly servicePeriod: { readonly start: LocalDate; readonly end: LocalDate } | null;
  readonly reason: ReviewReason;
  readonly text: string;
  readonly chargeIds: readonly string[];
  readonly readingIds: readonly string[];
  readonly timeEntryIds: readonly string[];
}

type Found = Pick<ReviewItem, 'reason' | 'text'> &
  Partial<Pick<ReviewItem, 'chargeIds' | 'readingIds' | 'timeEntryIds'>>;

/** What of one source waits for a person, the same for the same source. */
export function reviewItems(source: ChargeSource): ReviewItem[] {
  const { sourceId, patientId, enrollmentId, period } = source;
  // The facts do not know a superseded source any more: only what is still to be decided about its charges counts.
  const known =
    source.state === 'superseded' ? [] : [...parking(source), ...flagged(source), ...overlaps(source)];
  return [...known, ...undecided(source)].map((found) => ({
    sourceId,
    patientId,
    enrollmentId,
    servicePeriod: period && { start: period.start, end: lastDay(period) },
    chargeIds: [],
    readingIds: [],
    timeEntryIds: [],
    ...found,
  }));
}

function parking({ parking }: ChargeSource): Found[] {
  return parking ? [{ reason: parking.reason, text: PARK_TEXT[parking.reason] }] : [];
}

function flagged(source: ChargeSource): Found[] {
  return source.flags.filter(isReviewFlag).map((reason) => {
    const text = FLAG_TEXT[reason];
    if (reason === 'reading_before_first_window') return { reason, text, readingIds: earlyReadings(source) };
    const charges = source.charges.filter(({ terms }) => terms.flags.includes(reason));
    return { reason, text, chargeIds: charges.map(({ id }) => id) };
  });
}

function isReviewFlag(flag: string): flag is ReviewFlag {
  return Object.hasOwn(FLAG_TEXT, flag);
}

function earlyReadings({ evidence }: ChargeSource): string[] {
  const notCounted = evidence?.counts.days?.notCounted ?? [];
  return notCounted
    .filter(({ reason }) => reason === 'before_first_window')
    .map(({ readingId }) => readingId);
}

/** Every overlap is for a person to see (rule R36): one item a kind, with the entries on both sides. */
function overlaps({ evidence }: ChargeSource): Found[] {
  const entries = new Map<TimeCut['reason'], Set<string>>();
  for (const { entryId, keptBy, reason } of evidence?.counts.minutes.flatMap((each) => each.notCounted) ??
    []) {
    if (keptBy === null) continue;
    const ids = entries.get(reason) ?? new Set();
    entries.set(reason, ids.add(entryId).add(keptBy));
  }
  return [...entries.keys()].sort().map((reason) => ({
    reason,
    text: TIME_CUT_TEXT[reason],
    timeEntryIds: [...(entries.get(reason) ?? [])].sort(),
  }));
}

function undecided({ charges }: ChargeSource): Found[] {
  return charges
    .filter(({ status }) => status === 'proposed')
    .flatMap(({ id, kind, adjusts, terms }): Found[] => {
      if (kind !== 'original') {
        const chargeIds = adjusts === null ? [id] : [adjusts, id];
        return [{ reason: 'adjustment_proposed', text: CHARGE_TEXT.adjustment_proposed, chargeIds }];
      }
      if (!terms.reviewRequired) return [];
      return [{ reason: 'review_required', text: CHARGE_TEXT.review_required, chargeIds: [id] }];
    });
}
