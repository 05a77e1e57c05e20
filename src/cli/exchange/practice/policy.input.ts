import { z } from 'zod';
import type { BillingPolicy } from '../../../domain/facts/policy.js';

/** Settings that differ from `DEFAULT_POLICY`. */
export const policyInput = z
  .object({
    dayCount: z.enum(['max_per_parameter', 'union']),
    deviceDos: z.enum(['period_end', 'last_reading_day']),
    setupDos: z.enum(['setup_date', 'threshold_date']),
    managementDos: z.enum(['month_end', 'threshold_date', 'last_service_date']),
    allow99091With99457: z.boolean(),
    excludeInpatientDays: z.boolean(),
    excludeAllTimeOnEmDay: z.boolean(),
    facilityBilling: z.enum(['g0511', 'individual']),
  })
  .partial();

/** Returns only the settings that were given. */
export function givenPolicy(input: z.output<typeof policyInput> | null | undefined): Partial<BillingPolicy> {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== undefined));
}
