import type { ChargeStatus } from '../../domain/charges/charge.js';
import type { ParkedView } from '../../domain/charges/explain/charge-view.js';
import type { ChargeChange } from '../../domain/charges/plan/charge-change.js';
import type { Instant } from '../../domain/time/instant.js';
import type { YearMonth } from '../../domain/time/year-month.js';

export interface CloseOptions {
  /** The run's "now". A period is over if its last local day is before the patient's date at this instant. */
  readonly asOf: Instant;
  /** Days that must have passed since a period's end; if not given, the practice's setting. */
  readonly graceDays?: number;
  /** Computes everything and writes nothing. */
  readonly dryRun?: boolean;
}

export interface CloseCounts {
  patients: number;
  /** Patients whose assessment failed. Each is parked with an error id. */
  failedPatients: number;
  /** Periods that are over, including parked ones. */
  sources: number;
  openSources: number;
  parkedSources: number;
  written: number;
  created: number;
  updated: number;
  withdrawn: number;
  adjustmentsProposed: number;
}

/** What a run did, or would do in a dry run. It holds no time of the run, so two runs on the same facts give the same report. */
export interface CloseReport {
  readonly counts: CloseCounts;
  /** The first 1,000 differences in the order of patients. The counts say how many there are. */
  readonly changes: readonly (ChargeChange & { readonly patientId: string })[];
  /** The first 1,000 parked sources. */
  readonly parked: readonly ParkedView[];
  /** SHA-256 (hex) of what is stored after the run, in the order of patients and sources. */
  readonly digest: string;
}

export interface ChargeFilter {
  /** The month of the source's last date of service. */
  readonly month?: YearMonth;
  readonly patientId?: string;
  readonly status?: ChargeStatus;
  /** Withdrawn charges are left out unless this or `status` asks for them. */
  readonly withdrawn?: boolean;
}

export interface NotBilledFilter {
  readonly month?: YearMonth;
  readonly patientId?: string;
  readonly reason?: string;
}
