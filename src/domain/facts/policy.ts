/** Settings that official texts leave open (docs/rules/open-questions.md). */
export interface BillingPolicy {
  readonly dayCount: 'max_per_parameter' | 'union';
  readonly deviceDos: 'period_end' | 'last_reading_day';
  readonly setupDos: 'setup_date' | 'threshold_date';
  readonly managementDos: 'month_end' | 'threshold_date' | 'last_service_date';
  readonly allow99091With99457: boolean;
  readonly excludeInpatientDays: boolean;
  readonly excludeAllTimeOnEmDay: boolean;
  /** FQHC and RHC from 2025-01-01 to 2025-09-30: the general code or the codes themselves. */
  readonly facilityBilling: 'g0511' | 'individual';
}

/** What a payer's contract may settle (docs/rules/payers.md). The practice's setting applies where the contract is silent. */
export type PayerPolicy = Partial<
  Pick<BillingPolicy, 'dayCount' | 'deviceDos' | 'setupDos' | 'managementDos' | 'allow99091With99457'>
>;

export const DEFAULT_POLICY: BillingPolicy = {
  dayCount: 'max_per_parameter',
  deviceDos: 'period_end',
  setupDos: 'setup_date',
  managementDos: 'month_end',
  allow99091With99457: false,
  excludeInpatientDays: true,
  excludeAllTimeOnEmDay: false,
  facilityBilling: 'g0511',
};
