import { explainCharge, explainNotBilled, type Explanation } from '../../domain/charges/explain.js';
import { chargeView, notBilledViews, parkedView } from '../../domain/charges/charge-view.js';
import type { BillingService } from '../../modules/billing/billing.service.js';
import type { Principal } from '../../modules/identity/principal.js';
import { csvHeader, csvLine } from '../results/charges-csv.js';
import type { PartiesOfFile } from '../results/claim-parties.js';
import type { LineFile } from './line-file.js';

export interface ResultFiles {
  readonly charges: LineFile;
  readonly notBilled: LineFile;
  readonly csv: LineFile;
}

/** Line ends of RFC 4180; the file adds the line feed. */
const CARRIAGE_RETURN = '\r';

/** What stands after closing, source by source in the order of their ids: charges, and what was not charged. */
export async function writeResults(
  billing: BillingService,
  principal: Principal,
  { files, parties }: { readonly files: ResultFiles; readonly parties: PartiesOfFile },
): Promise<void> {
  await files.csv.write(csvHeader() + CARRIAGE_RETURN);
  for await (const { source } of billing.sources(principal, {})) {
    for (const charge of source.charges) {
      if (charge.status === 'withdrawn') continue;
      const view = chargeView(source, charge);
      await files.charges.writeJson({ ...view, explanation: shortened(explainCharge(source, charge.id)) });
      await files.csv.write(csvLine(view, parties) + CARRIAGE_RETURN);
    }
    for (const { explanation: words, ...view } of notBilledViews(source)) {
      const explanation = { text: words, ...shortened(explainNotBilled(source, view.code)) };
      await files.notBilled.writeJson({ ...view, explanation });
    }
    const parked = parkedView(source);
    if (parked) await files.notBilled.writeJson({ ...parked, code: null, parked: true });
  }
}

/** What the line itself does not say already. */
function shortened(explanation: Explanation | null): object {
  if (explanation === null) return {};
  const { days, minutes, contact, consent, order, missing, payer } = explanation;
  const { profile = null, priorAuthNumber = null } = payer ?? {};
  return {
    days,
    minutes,
    contact,
    consent,
    order,
    missing,
    payer: profile && { ...profile, priorAuthNumber },
  };
}
