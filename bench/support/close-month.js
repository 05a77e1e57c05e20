// Closes January 2026 in a filled data folder and prints the cost as JSON. Argument: folder.
import { join } from 'node:path';
import { BillingService } from '../../dist/modules/billing/charges/billing.service.js';
import { jobPrincipal } from '../../dist/modules/caller/principal.js';
import { openSqlite } from '../../dist/platform/database/embedded/store/sqlite.js';
import { measure, peakMegabytes } from './measure.js';
import { MONTH_OVER } from './month.js';
import { openServices, PRACTICE_ID } from './practice.js';

const [dataDir = ''] = process.argv.slice(2);

// The baseline: SQLite alone reads every document of the month once, and each is parsed.
const database = openSqlite(join(dataDir, 'tally.db'), { readOnly: true });
const read = await measure(() => {
  let documents = 0;
  for (const table of ['c:readings', 'c:timeEntries']) {
    const statement = database.prepare(`SELECT doc FROM "${table}"`);
    statement.setReturnArrays(true);
    for (const [text] of statement.iterate()) {
      JSON.parse(text);
      documents += 1;
    }
  }
  return documents;
});
database.close();

const app = await openServices(dataDir);
const principal = jobPrincipal(PRACTICE_ID);
const options = { asOf: Date.parse(MONTH_OVER) };
const close = await measure(() => app.get(BillingService).closeAll(principal, options));
const again = await measure(() => app.get(BillingService).closeAll(principal, options));
await app.close();
process.stdout.write(
  JSON.stringify({
    seconds: close.seconds,
    cpuSeconds: close.cpuSeconds,
    peakMegabytes: peakMegabytes(),
    counts: close.value.counts,
    again: { seconds: again.seconds, written: again.value.counts.written },
    isSame: close.value.digest === again.value.digest,
    baseline: {
      what: 'reading every document with SQLite alone, and parsing it',
      documents: read.value,
      seconds: read.seconds,
    },
  }),
);
