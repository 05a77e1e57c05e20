import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { BillingService } from '../../dist/modules/billing/charges/billing.service.js';
import { ProgressService } from '../../dist/modules/billing/progress/progress.service.js';
import { EnrollmentsService } from '../../dist/modules/enrollments/enrollments.service.js';
import { ReadingsService } from '../../dist/modules/readings/readings.service.js';
import { TimeEntriesService } from '../../dist/modules/time-tracking/entries/time-entries.service.js';
import { openSqlite } from '../../dist/platform/database/embedded/store/sqlite.js';
import { chunks, monthOfEntries, reading } from '../support/evidence.js';
import { percentile, round, say } from '../support/measure.js';
import { multiplyReadings } from '../support/multiply-readings.js';
import { deviceId, patientId } from '../support/practice-names.js';
import { issueToken, openServices, PRACTICE_ID, putPractice } from '../support/practice.js';
import { startServer } from '../support/run-child.js';
import { scratchFolder } from '../support/scratch.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const DAY_MS = 86_400_000;
const READINGS = { quick: 100_000, usual: 1_000_000, full: 1_000_000 };
/** How many copies of the readings there are. All but the first belong to other patients. */
const TIMES = { quick: 1, usual: 1, full: 10 };
const READINGS_A_DAY = 2;
const DAYS = 250;
const REQUESTS = 8000;
/** Requests before the measured ones, because the first answers wait for code to be compiled. */
const WARM_UP = 4000;
const [size = 'usual'] = process.argv.slice(2);
const patients = READINGS[size] / READINGS_A_DAY / DAYS;

const folder = scratchFolder();
const dataDir = join(folder, 'data');
let app = await openServices(dataDir);
// The history ends today, so that the current window and month have evidence.
const firstMs = Math.floor(Date.now() / DAY_MS - DAYS + 1) * DAY_MS;
const from = new Date(firstMs).toISOString().slice(0, 10);
const principal = await putPractice(app, { patients, from });

function* history() {
  // In order of arrival, day by day.
  for (let day = 0; day < DAYS; day += 1)
    for (let index = 0; index < patients; index += 1)
      for (let n = 0; n < READINGS_A_DAY; n += 1) {
        const takenMs = firstMs + day * DAY_MS + n * 600_000 + (index % 600) * 1000;
        if (takenMs < Date.now() - 60_000) yield reading(`H${index}-${day}-${n}`, deviceId(index), takenMs);
      }
}

let stored = 0;
for (const chunk of chunks(history(), 1000)) {
  await app.get(ReadingsService).ingest(principal, chunk);
  stored += chunk.length;
  if (stored % 500_000 === 0) say(`${stored} readings stored`);
}
const monthStart = new Date(Date.now() - 20 * DAY_MS).toISOString().slice(0, 10);
for (const chunk of chunks(monthOfEntries({ patients, from: monthStart, perPatient: 4 }), 1000))
  await app.get(TimeEntriesService).record(principal, chunk, { source: 'import' });
say('closing past periods');
await app.get(BillingService).closeAll(principal, { asOf: Date.now() });
const byPatient = await app.get(EnrollmentsService).ofPatients(
  principal,
  Array.from({ length: Math.min(patients, 500) }, (_, index) =>
    patientId(Math.floor((index * patients) / 500)),
  ),
);
const ids = [...byPatient.values()].flat().map(({ id }) => id);
if (TIMES[size] > 1) {
  await app.close();
  say(`copying the readings to ${TIMES[size]} times as many`);
  stored = multiplyReadings(join(dataDir, 'tally.db'), TIMES[size]);
  app = await openServices(dataDir);
}

async function timed(send) {
  const millis = [];
  for (let n = 0; n < REQUESTS; n += 1) {
    const started = performance.now();
    await send(ids[(n * 7919) % ids.length], n);
    millis.push(performance.now() - started);
  }
  return { ...figures(millis.slice(WARM_UP)), duringWarmUp: figures(millis.slice(0, WARM_UP)) };
}

function figures(millis) {
  millis.sort((a, b) => a - b);
  return {
    requests: millis.length,
    p50Millis: round(percentile(millis, 0.5)),
    p99Millis: round(percentile(millis, 0.99)),
  };
}

say('calling the service');
const service = await timed((id) => app.get(ProgressService).of(principal, id));
const token = await issueToken(app, {
  kind: 'person',
  principalId: 'bench',
  scopes: ['billing:read', 'records:read', 'readings:read', 'time:read'],
});
await app.close();

say('querying SQLite alone');
const database = openSqlite(join(dataDir, 'tally.db'), { readOnly: true });
const [[indexSql]] = indexRows(database);
const [, a, b, c] = /\((\w+), (\w+), (\w+)\)/.exec(indexSql);
const probe = database.prepare(`SELECT count(*) FROM "c:readings" WHERE ${a} = ? AND ${b} = ? AND ${c} >= ?`);
const windowStart = new Date(Date.now() - 30 * DAY_MS).toISOString().slice(0, 10);
const bare = await timed(async (_, n) =>
  probe.get(PRACTICE_ID, patientId((n * 7919) % patients), windowStart),
);
database.close();

say('requesting over HTTP');
const server = await startServer(MAIN, {
  TALLY_DATA_DIR: dataDir,
  PORT: '0',
  TALLY_SCHEDULE: 'off',
  TALLY_CALLS_PER_MINUTE: '0',
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const headers = { authorization: `Bearer ${token}` };
const fetched = (path) =>
  new Promise((resolve, reject) => {
    const call = get(`${server.url}${path}`, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} returned ${response.statusCode}`));
      response.resume().once('end', resolve);
    });
    call.once('error', reject);
  });
const overHttp = await timed((id) => fetched(`/v1/enrollments/${id}/progress`));
// The best that the machine and the connection can do, in the same minute.
const emptyOverHttp = await timed(() => fetched('/health/live'));
agent.destroy();
await server.stop();

function indexRows(opened) {
  const statement = opened.prepare(
    "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'c:readings' AND name LIKE '%patientId%'",
  );
  statement.setReturnArrays(true);
  return statement.all();
}

const target = { readings: 10_000_000, p99Millis: 3 };
process.stdout.write(
  JSON.stringify({
    what: `progress of one patient among ${stored} stored readings`,
    copied: TIMES[size] > 1 ? `${TIMES[size] - 1} of ${TIMES[size]}, under other patients` : null,
    target,
    met: overHttp.p99Millis <= target.p99Millis,
    isFullSize: stored >= target.readings * 0.99,
    overHttp,
    service,
    baselines: { sqliteIndexProbe: bare, emptyOverHttp },
  }),
);
