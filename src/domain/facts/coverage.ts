import type { LocalDate } from '../time/local-date.js';
import type { PayerPolicy } from './policy.js';

export type PayerType =
  'medicare_ffs' | 'medicare_advantage' | 'commercial' | 'medicaid' | 'medicare_home_health';

/** What one payer requires from a date on. Everything not named follows the rules of the payer's type. */
export interface PayerProfile {
  readonly payerId: string;
  readonly name: string | null;
  readonly type: PayerType;
  readonly mac: string | null;
  /** null: every code in force. */
  readonly acceptedCodes: readonly string[] | null;
  /** Names of diagnosis groups; null: every condition. */
  readonly coveredDiagnosisGroups: readonly string[] | null;
  readonly priorAuthRequired: boolean;
  readonly limits: Readonly<Record<string, FrequencyLimit>>;
  /** This payer's settings where they differ from the practice's. */
  readonly policy?: PayerPolicy;
}

export interface FrequencyLimit {
  readonly max: number;
  readonly per: 'year' | 'month' | 'lifetime';
  /** Codes that must have been billed within the given number of months before. */
  readonly requires: Readonly<Record<string, number>>;
}

/** Who pays from `from` to `to`, both days included, whether or not the payer has a profile of those days. */
export interface PayerSpan {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** null: the practice has no record of the payer. */
  readonly payer: { readonly payerId: string; readonly payerType: PayerType } | null;
}

/** Who pays from `from` to `to`, both days included, and on what terms. */
export interface CoverageSpan {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** null: the payer has no profile, so nothing can be decided. */
  readonly profile: PayerProfile | null;
  readonly priorAuthNumber: string | null;
}
