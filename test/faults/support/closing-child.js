// Closes patients until it is done or killed. Order: {folder, practiceId, patientIds, together, asOf}. `together` is how
// many patients a call closes, 'all' for the whole practice, 'tick' for what is due. Prints `begin`, `ack PATIENT …` after
// each call, `closed`, and `done DIGEST` of the result.
import { BillingService } from '../../../dist/modules/billing/charges/billing.service.js';
import { jobPrincipal } from '../../../dist/modules/caller/principal.js';
import { openProduct, order, report } from './open-product.js';

report('ready');
const { folder, practiceId, patientIds, together, asOf } = await order();
report('opening');
const app = await openProduct(folder);
const billing = app.get(BillingService);
const principal = jobPrincipal(practiceId);
const options = { asOf: Date.parse(asOf) };

report('begin');
if (together === 'tick') {
  const { counts, leftDue } = await billing.tick(options.asOf);
  if (counts.failedPatients > 0 || leftDue > 0) throw new Error('the tick left patients behind');
} else if (together === 'all') {
  await billing.closeAll(principal, options);
} else {
  for (let start = 0; start < patientIds.length; start += together) {
    const ids = patientIds.slice(start, start + together);
    await billing.closePatients(principal, ids, options);
    report(`ack ${ids.join(' ')}`);
  }
}
report('closed');
const { digest } = await billing.closeAll(principal, { ...options, dryRun: true });
report(`done ${digest}`);
await app.close();
process.exit(0);
