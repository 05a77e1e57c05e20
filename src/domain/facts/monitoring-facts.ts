import type { CoverageSpan } from './coverage.js';
import type { EnrollmentFacts } from './enrollment.js';
import type { LoadedReleases } from './loaded-releases.js';
import type { ApcmFacts, PatientFacts, PriorClaim, SmbpReport, TcmFacts } from './patient.js';
import type { BillingPolicy } from './policy.js';
import type { DeviceAssignment, ReadingFacts } from './readings/device.js';
import type { TimeEntryFacts } from './time-entry.js';

/**
 * Everything that decides the monitoring charges of one patient, gathered once and never changed. Decisions that reach
 * across enrollments, windows and codes use these facts alone, so the order of closing does not matter.
 */
export interface MonitoringFacts {
  readonly practiceId: string;
  readonly patient: PatientFacts;
  readonly coverage: readonly CoverageSpan[];
  readonly enrollments: readonly EnrollmentFacts[];
  readonly assignments: readonly DeviceAssignment[];
  readonly readings: readonly ReadingFacts[];
  /** The patient's entries, and those of the same staff for other patients that overlap them. */
  readonly timeEntries: readonly TimeEntryFacts[];
  readonly priorClaims: readonly PriorClaim[];
  readonly tcm: readonly TcmFacts[];
  readonly apcm: readonly ApcmFacts[];
  readonly smbpReports: readonly SmbpReport[];
  readonly policy: BillingPolicy;
  readonly payment: PaymentFacts;
}

/** What the expected amount rests on (docs/rules/payment.md): national amounts unless the practice gives a locality. */
export interface PaymentSetting {
  readonly locality: { readonly state: string; readonly number: string } | null;
  /** CMS place of service code, such as `11`. */
  readonly placeOfService: string;
  readonly qualifyingApm: boolean;
}

interface PaymentFacts extends PaymentSetting {
  /** CMS's files as the practice loaded them; null: the built-in tables alone. */
  readonly loaded: LoadedReleases | null;
}
