import type { BillingService } from '../../modules/billing/billing.service.js';
import type { Principal } from '../../modules/identity/principal.js';
import type { PracticeRecords } from '../exchange/practice-records.js';
import type { LineFile } from './line-file.js';

/** Every charge that stands, in the order of its source, one a line. */
export async function writeCharges(
  billing: BillingService,
  principal: Principal,
  to: { readonly charges: LineFile; readonly csv: LineFile; readonly records: PracticeRecords },
): Promise<void> {
  for await (const charge of billing.chargesOf(principal)) await to.charges.writeJson(charge);
}

/** Every code that was looked at and not charged, and every period that waits for a person. */
export async function writeNotBilled(
  billing: BillingService,
  principal: Principal,
  file: LineFile,
): Promise<void> {
  for await (const view of billing.notBilledOf(principal)) await file.writeJson(view);
  for await (const view of billing.parkedOf(principal))
    await file.writeJson({
      ...view,
      code: null,
      parked: true,
      explanation: 'This period waits for a person.',
    });
}
