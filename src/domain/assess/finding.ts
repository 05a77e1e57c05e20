import type { PayerType } from '../facts/coverage.js';
import type { LocalDate } from '../time/local-date.js';
import type { Period } from '../time/period.js';
import type { Flag } from './flags.js';
import type { NotCountedReason, ParkReason, ReasonCode, TimeCutReason } from './reasons.js';

/** What an amount was computed from. `LOCALITY_NOT_LOADED` means that the national amount is used instead. */
export interface ExpectedAmount {
  /** One unit, rounded to the cent. */
  readonly unitAmountCents: number;
  /** Unit amount times units. */
  readonly amountCents: number;
  /** null: a rate that is not a product of relative values. */
  readonly conversionFactor: number | null;
  readonly basis: 'national' | 'locality' | 'LOCALITY_NOT_LOADED' | 'health-center rate';
  readonly placeClass: 'nonfacility' | 'facility';
  /** Names of the loaded releases that priced it, joined by ` + `; null: only the built-in tables. */
  readonly release: string | null;
}

interface FindingBase {
  readonly code: string;
  /** Ids of the rules used, such as `R18`, for the pages under docs/rules and `rulebook/rules`. */
  readonly rules: readonly string[];
  readonly flags: readonly Flag[];
  /** Facts a reader needs besides the counts, such as `earliestAllowed` or `unbilledMinutes`; keys sorted. */
  readonly detail: Readonly<Record<string, string | number>>;
}

export interface BillableFinding extends FindingBase {
  readonly outcome: 'billable';
  readonly units: number;
  readonly modifiers: readonly string[];
  readonly dateOfService: LocalDate;
  readonly payerId: string;
  readonly payerType: PayerType;
  /** null: Medicare publishes no amount for the code. */
  readonly amount: ExpectedAmount | null;
  /** Reported for information, without payment. */
  readonly informational: boolean;
  readonly reviewRequired: boolean;
  /** Code of the practice's own claim for the same period that this one corrects. */
  readonly replaces: string | null;
  /** Set where it is part of the claim, as for a visit; empty for a line without one. Absent: the practice's own. */
  readonly placeOfService?: string;
}

export interface NotBilledFinding extends FindingBase {
  readonly outcome: 'not_billed';
  /** Every reason that applies, the deciding one first. */
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
}

export type Finding = BillableFinding | NotBilledFinding;

/** The clock that a charge source runs on. One stored document holds the charges of one source. */
export type SourceKind = 'supply' | 'management' | 'set-up' | 'encounter';

/** The days counted in a 30-day period, each with the readings that prove it. */
export interface DayCount {
  /** The number the thresholds are compared with (policy `dayCount`). */
  readonly days: number;
  readonly unionDays: number;
  /** Days per parameter, keys sorted. */
  readonly perParameter: Readonly<Record<string, number>>;
  /** Distinct UTC dates; null if a reading has no instant. */
  readonly utcDays: number | null;
  /** Qualifying readings of all parameters. */
  readonly readings: number;
  readonly firstDay: LocalDate | null;
  readonly lastDay: LocalDate | null;
  readonly counted: readonly {
    readonly day: LocalDate;
    readonly parameter: string;
    readonly readingIds: readonly string[];
  }[];
  readonly notCounted: readonly {
    readonly readingId: string;
    readonly day: LocalDate;
    readonly reason: NotCountedReason;
  }[];
}

/** The time of one program in one period after overlaps were cut out (rules R26 to R36). */
export interface MinuteCount {
  readonly program: string;
  /** Summed first, floored once. */
  readonly seconds: number;
  readonly minutes: number;
  readonly interactive: boolean;
  /** The first live conversation that counted. */
  readonly interactiveEntryId: string | null;
  /** Minutes before any overlap was cut. */
  readonly claimedMinutes: number;
  /** Local date of the last counted second. */
  readonly lastDay: LocalDate | null;
  readonly slices: readonly TimeSlice[];
  readonly notCounted: readonly TimeCut[];
}

export interface TimeSlice {
  readonly entryId: string;
  readonly staffId: string;
  readonly day: LocalDate;
  /** ISO instants in UTC, half-open. */
  readonly start: string;
  readonly end: string;
  readonly seconds: number;
}

export interface TimeCut {
  readonly entryId: string;
  readonly seconds: number;
  readonly reason: TimeCutReason;
  /** The entry that keeps the time; null if none does. */
  readonly keptBy: string | null;
}

export interface SourceEvidence {
  readonly days: DayCount | null;
  readonly minutes: readonly MinuteCount[];
  /** SMBP readings counted one by one, not by day. */
  readonly smbpReadings: number | null;
}

/** The decision on one source of charges: pure, complete, the same for the same facts. */
export interface SourceAssessment {
  readonly kind: SourceKind;
  /** null: the source is an encounter. */
  readonly enrollmentId: string | null;
  /** Unique in the practice; see `source-id.ts`. */
  readonly sourceId: string;
  readonly period: Period;
  readonly state: 'open' | 'over' | 'parked';
  readonly parkedBecause: ParkReason | null;
  /** First local date on which the period is over. The caller adds grace days. */
  readonly closesOn: LocalDate;
  readonly findings: readonly Finding[];
  readonly evidence: SourceEvidence;
  readonly flags: readonly Flag[];
}
