import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';
import type { KeptEvidence } from '../records/patient-record/patient-record-part.js';

/** How long a practice keeps evidence. The minimums are federal; state law may ask for more. */
interface RetentionSettings {
  /** Years after the date of service. */
  readonly years: number;
  /** Evidence about a patient who was a minor is kept at least until this age. */
  readonly minorsUntilAge: number;
}

/**
 * 10 years: Medicare Advantage (42 CFR 422.504(d)) and the outer limit of the False Claims Act (31 USC 3731(b)). Medicare's
 * own minimum is 7 (42 CFR 424.516(f)). For minors: until age 18, then as long as for an adult.
 */
export const RETENTION_DEFAULT: RetentionSettings = { years: 10, minorsUntilAge: 28 };

const ADULT_AGE = 18;

export interface RetainedEvidence extends KeptEvidence {
  /** The first day on which it may be removed. */
  readonly keptUntil: LocalDate;
}

/**
 * How long to keep each piece of evidence, the longest first.
 * @param birthDate null when unknown: the patient then counts as an adult
 */
export function retentionOf(
  evidence: readonly KeptEvidence[],
  birthDate: LocalDate | null,
  { years, minorsUntilAge }: RetentionSettings,
): RetainedEvidence[] {
  const untilAge = birthDate === null ? null : addYears(birthDate, minorsUntilAge);
  const adultFrom = birthDate === null ? null : addYears(birthDate, ADULT_AGE);
  return evidence
    .map((piece) => {
      const usual = addYears(piece.dateOfService, years);
      const wasMinor = adultFrom !== null && piece.dateOfService < adultFrom;
      return { ...piece, keptUntil: wasMinor && untilAge !== null && untilAge > usual ? untilAge : usual };
    })
    .sort((a, b) => (a.keptUntil === b.keptUntil ? 0 : a.keptUntil > b.keptUntil ? -1 : 1));
}

/** The same day some years later. February 29 becomes March 1 in a year without one. */
function addYears(date: LocalDate, years: number): LocalDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  return parseLocalDate(`${year}${date.slice(4)}`) ?? (`${year}-03-01` as LocalDate);
}
