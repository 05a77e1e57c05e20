import type { Charge, ChargeStatus } from '../../domain/charges/charge.js';
import { parseLocalDate, type LocalDate } from '../../domain/time/local-date.js';

/** What the practice keeps; the floors are federal ones, a state's law may ask for more. */
export interface RetentionSettings {
  /** Years after the date of service. */
  readonly years: number;
  /** Evidence of somebody who was a minor then is kept until this age at least. */
  readonly minorsUntilAge: number;
}

/**
 * 10 years: Medicare Advantage (42 CFR 422.504(d)) and the outer limit of the False Claims Act (31 USC 3731(b)); Medicare's
 * own floor is 7 (42 CFR 424.516(f)). Minors: until 18 and then as long as everybody.
 */
export const RETENTION_DEFAULT: RetentionSettings = { years: 10, minorsUntilAge: 28 };

const ADULT_AGE = 18;

/** Something that was or may be claimed, or is part of the medical record. */
export interface KeptEvidence {
  readonly kind: 'charge' | 'encounter';
  readonly id: string;
  readonly dateOfService: LocalDate;
}

export interface KeptUntil extends KeptEvidence {
  /** The first day on which it may go. */
  readonly keptUntil: LocalDate;
}

/** Charges that were or may be claimed. */
const STANDING: ReadonlySet<ChargeStatus> = new Set(['proposed', 'approved', 'held', 'exported']);

/** What was on a claim once is evidence, though its batch was withdrawn and another charge took its place. */
export function isClaimed({ status, decisions }: Pick<Charge, 'status' | 'decisions'>): boolean {
  return STANDING.has(status) || decisions.some(({ action }) => action === 'export');
}

/** How long each piece is kept; the longest first. @param birthDate null: not known, so as an adult's */
export function retentionOf(
  evidence: readonly KeptEvidence[],
  birthDate: LocalDate | null,
  { years, minorsUntilAge }: RetentionSettings,
): KeptUntil[] {
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

/** The same day so many years later; the 29th of February becomes the 1st of March where there is none. */
function addYears(date: LocalDate, years: number): LocalDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  return parseLocalDate(`${year}${date.slice(4)}`) ?? (`${year}-03-01` as LocalDate);
}
