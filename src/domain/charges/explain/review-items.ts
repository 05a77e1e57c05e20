import { isSourceFlag } from '../../assess/flags.js';
import type { TimeCutReason } from '../../assess/reasons.js';
import type { LocalDate } from '../../time/local-date.js';
import { lastDay } from '../../time/period.js';
import type { ChargeSource } from '../charge.js';
import { REVIEW_TEXT, type ReviewReason } from './review-text.js';

/** Something that a person must look at. It disappears when its cause does, or when the charge is decided. */
export interface ReviewItem {
  readonly sourceId: string;
  readonly patientId: string;
  readonly enrollmentId: string | null;
  /** Both days are included; null if the whole patient could not be assessed. */
  readonly servicePeriod: { readonly start: LocalDate; readonly end: LocalDate } | null;
  readonly reason: ReviewReason;
  readonly text: string;
  readonly chargeIds: readonly string[];
  readonly readingIds: readonly string[];
  readonly timeEntryIds: readonly string[];
}

type Found = Pick<ReviewItem, 'reason'> &
  Partial<Pick<ReviewItem, 'chargeIds' | 'readingIds' | 'timeEntryIds'>>;

/** What waits for a person in one source. The same source always gives the same items. */
export function reviewItems(source: ChargeSource): ReviewItem[] {
  const { sourceId, patientId, enrollmentId, period } = source;
  // The facts no longer lead to a superseded source, so only undecided charges matter.
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
    text: REVIEW_TEXT[found.reason],
  }));
}

function parking({ parking }: ChargeSource): Found[] {
  return parking ? [{ reason: parking.reason }] : [];
}

function flagged(source: ChargeSource): Found[] {
  return source.flags.filter(isSourceFlag).map((reason) => {
    if (reason === 'reading_before_first_window') return { reason, readingIds: earlyReadings(source) };
    const charges = source.charges.filter(({ terms }) => terms.flags.includes(reason));
    return { reason, chargeIds: charges.map(({ id }) => id) };
  });
}

function earlyReadings({ evidence }: ChargeSource): string[] {
  const notCounted = evidence?.counts.days?.notCounted ?? [];
  return notCounted
    .filter(({ reason }) => reason === 'before_first_window')
    .map(({ readingId }) => readingId);
}

/** A person should see every overlap (rule R36): one item per kind, with the entries on both sides. */
function overlaps({ evidence }: ChargeSource): Found[] {
  const entries = new Map<TimeCutReason, Set<string>>();
  for (const { entryId, keptBy, reason } of evidence?.counts.minutes.flatMap((each) => each.notCounted) ??
    []) {
    if (keptBy === null) continue;
    const ids = entries.get(reason) ?? new Set();
    entries.set(reason, ids.add(entryId).add(keptBy));
  }
  return [...entries.keys()].sort().map((reason) => ({
    reason,
    timeEntryIds: [...(entries.get(reason) ?? [])].sort(),
  }));
}

function undecided({ charges }: ChargeSource): Found[] {
  return charges
    .filter(({ status }) => status === 'proposed')
    .flatMap(({ id, kind, adjusts, terms }): Found[] => {
      if (kind !== 'original') {
        const chargeIds = adjusts === null ? [id] : [adjusts, id];
        return [{ reason: 'adjustment_proposed', chargeIds }];
      }
      if (!terms.reviewRequired) return [];
      return [{ reason: 'review_required', chargeIds: [id] }];
    });
}
