import type { LocalDate } from '../time/local-date.js';
import type { YearMonth } from '../time/year-month.js';
import type { ZoneHistory } from '../time/zone.js';

export interface PatientFacts {
  readonly id: string;
  readonly zones: ZoneHistory;
  /** The patient is proven to be established with the practice (rule R3). */
  readonly establishedPatient: boolean;
  /** The day RPM began, if that was during the COVID-19 emergency (rule R3). */
  readonly rpmStartedDuringPhe: LocalDate | null;
  /** This day still counts. */
  readonly deathDate: LocalDate | null;
  readonly inpatientStays: readonly InpatientStay[];
}

/** Both days belong to the stay. `discharge` is null until the patient is discharged. */
interface InpatientStay {
  readonly admit: LocalDate;
  readonly discharge: LocalDate | null;
}

/** A claim made outside Tally, by this practice or another. */
export interface PriorClaim {
  readonly code: string;
  readonly dateOfService: LocalDate;
  /** null: this practice. */
  readonly practiceId: string | null;
}

export interface TcmFacts {
  readonly code: string;
  readonly dischargeDate: LocalDate;
  readonly contactDate: LocalDate | null;
  readonly faceToFaceDate: LocalDate | null;
}

export interface ApcmFacts {
  readonly code: string;
  readonly month: YearMonth;
}

/** A clinician's report on self-measured blood pressure, for the 30-day period that holds `reportedOn`. */
export interface SmbpReport {
  /** null: for the period asked for. */
  readonly reportedOn: LocalDate | null;
  /** Readings the report rests on where they are not stored one by one. */
  readonly readings: number | null;
  readonly averageRecorded: boolean;
  readonly planCommunicated: boolean;
}
