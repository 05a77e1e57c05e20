import { join } from 'node:path';
import { reading } from '../support/evidence.js';
import { measure, percentile, say } from '../support/measure.js';
import { deviceId } from '../support/practice-names.js';
import { gatewayToken, openServices, putPractice } from '../support/practice.js';
import { runChild, startServer } from '../support/run-child.js';
import { scratchFolder } from '../support/scratch.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const RUNS = { quick: 3, usual: 7, full: 15 };
const [size = 'usual'] = process.argv.slice(2);

const folder = scratchFolder();
const dataDir = join(folder, 'data');
const app = await openServices(dataDir);
await putPractice(app, { patients: 10, from: '2026-01-01' });
const token = await gatewayToken(app);
await app.close();

async function start(run) {
  const server = await startServer(MAIN, { TALLY_DATA_DIR: dataDir, PORT: '0' });
  const body = JSON.stringify(
    reading(`C${run}`, deviceId(0), Date.parse('2026-01-10T12:00:00Z') + run * 60_000),
  );
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const { status } = await fetch(`${server.url}/v1/readings`, { method: 'POST', headers, body });
  if (status !== 201) throw new Error(`the first reading got status ${status}`);
  return server;
}

const starts = [];
const imports = [];
for (let run = 0; run < RUNS[size]; run += 1) {
  const { value, seconds } = await measure(() => start(run));
  await value.stop();
  starts.push(seconds);
  imports.push(
    (await measure(() => runChild(join(import.meta.dirname, '..', 'servers', 'imports.js'), []))).seconds,
  );
  say(`${seconds} s`);
}
starts.sort((a, b) => a - b);
imports.sort((a, b) => a - b);
const seconds = percentile(starts, 0.5);
const target = { seconds: 2.5 };
process.stdout.write(
  JSON.stringify({
    what: 'time from process start to the first accepted reading, median',
    target,
    met: seconds <= target.seconds,
    seconds,
    runs: starts,
    baselines: { imports: { what: 'importing the packages only', seconds: percentile(imports, 0.5) } },
  }),
);
