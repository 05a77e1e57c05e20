import { join } from 'node:path';
import { round, say } from '../support/measure.js';
import { runChild, SERVER_FLAGS } from '../support/run-child.js';
import { scratchFolder } from '../support/scratch.js';

const PATIENTS = { quick: [1000], usual: [10_000], full: [10_000, 100_000] };
const SUPPORT = join(import.meta.dirname, '..', 'support');
const [size = 'usual'] = process.argv.slice(2);
const folder = scratchFolder();

const runs = [];
for (const patients of PATIENTS[size]) {
  const dataDir = join(folder, `month-${patients}`);
  say(`filling the month of ${patients} patients`);
  const given = JSON.parse(
    (await runChild(join(SUPPORT, 'fill-month.js'), [dataDir, String(patients)])).output,
  );
  say('closing');
  // With the flags of the server, whose schedule does the closing.
  const closed = JSON.parse(
    (await runChild(join(SUPPORT, 'close-month.js'), [dataDir], SERVER_FLAGS)).output,
  );
  runs.push({ patients, ...given, ...closed });
}

const [first, large] = runs;
const target = { patients: 10_000, seconds: 20, peakMegabytes: 600, linearWithin: 0.2 };
const met =
  first.patients === target.patients
    ? first.seconds <= target.seconds && first.peakMegabytes < target.peakMegabytes
    : null;
const growth = large && round(large.seconds / first.seconds / (large.patients / first.patients));
process.stdout.write(
  JSON.stringify({
    what: 'closing a month',
    target,
    met,
    runs,
    ...(growth && { timePerPatientGrowth: growth }),
  }),
);
