import type { ChargeStatus } from '../../domain/charges/charge.js';
import type { ParkedView } from '../../domain/charges/explain/charge-view.js';
import type { ChargeChange } from '../../domain/charges/plan/charge-change.js';
import type { Instant } from '../../domain/time/instant.js';
import type { YearMonth } from '../../domain/time/year-month.js';

export interface CloseOptions {
  /** "Now" of the run: a period is over when its last local day lies before the patient's date at this instant. */
  readonly asOf: Instant;
  /** Days that must have passed after a period's end; not given: the practice's setting. */
  readonly graceDays?: number;
  /** Computes everything and writes nothing. */
  readonly dryRun?: boolean;
}

export interface CloseCounts {
  patients: number;
  /** Patients whose assessment failed; each is parked with an error id. */
  failedPatients: number;
  /** Periods that are over, parked ones included. */
  sources: number;
  openSources: number;
  parkedSources: number;
  written: number;
  created: number;
  updated: number;
  withdrawn: number;
  adjustmentsProposed: number;
}

/** What a run did (or, dry, would do). Holds no time of the run: two runs on the same facts give the same report. */
export interface CloseReport {
  readonly counts: CloseCounts;
  /** The first 1,000 differences in the order of patients; the counts tell how many there are. */
  readonly changes: readonly (ChargeChange & { readonly patientId: string })[];
  /** The first 1,000 parked sources. */
  readonly parked: readonly ParkedView[];
  /** SHA-256 (hex) over what stands after the run, in the order of patients and sources. */
  readonly digest: string;
}

export interface ChargeFilter {
  /** The month in which the source's last date of service lies. */
  readonly month?: YearMonth;
  readonly patientId?: string;
  readonly status?: ChargeStatus;
  /** Withdrawn charges are left out unless asked for by status or by this. */
  readonly withdrawn?: boolean;
}

export interface NotBilledFilter {
  readonly month?: YearMonth;
  readonly patientId?: string;
  readonly reason?: string;
}
