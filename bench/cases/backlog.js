import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { bareSqlite } from '../support/bare-sqlite.js';
import { reading, shuffled } from '../support/evidence.js';
import { measure, processFigures, round, say } from '../support/measure.js';
import { deviceId } from '../support/practice-names.js';
import { gatewayToken, openServices, putPractice } from '../support/practice.js';
import { startServer } from '../support/run-child.js';
import { scratchFolder } from '../support/scratch.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const DEVICES = 5000;
const [size = 'usual'] = process.argv.slice(2);
const readings = size === 'quick' ? 100_000 : 1_000_000;
const distinct = Math.round(readings * 0.7);
const began = Date.parse('2026-01-02T00:00:00Z');

/** Every reading once, shuffled. Three in ten of all lines are repetitions. */
function* pieces() {
  let piece = '';
  for (const place of shuffled(readings, 42)) {
    const number = place < distinct ? place : (place * 7919) % distinct;
    const device = deviceId(number % DEVICES);
    piece += `${JSON.stringify(reading(`B${number}`, device, began + number * 20_000))}\n`;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Streams the whole backlog in one request and counts the answers. */
async function deliver(url, token) {
  const call = request(`${url}/v1/readings`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` },
  });
  const answered = once(call, 'response');
  const sent = Readable.from(pieces(), { objectMode: false }).pipe(call);
  const [response] = await answered;
  const counts = {};
  let rest = '';
  response.setEncoding('utf8');
  for await (const text of response) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, status] = /"status":"(\w+)"/.exec(line) ?? [];
      counts[status] = (counts[status] ?? 0) + 1;
    }
  }
  sent.end();
  return counts;
}

const folder = scratchFolder();
const dataDir = join(folder, 'data');
const app = await openServices(dataDir);
await putPractice(app, { patients: DEVICES, from: '2026-01-01' });
const token = await gatewayToken(app);
await app.close();

say('SQLite alone');
const sqlite = await bareSqlite(folder, { rows: distinct, perCommit: 1000, devices: DEVICES });

const server = await startServer(MAIN, {
  TALLY_DATA_DIR: dataDir,
  PORT: '0',
  TALLY_SCHEDULE: 'off',
  TALLY_CALLS_PER_MINUTE: '0',
});
say('first delivery');
const first = await measure(() => deliver(server.url, token));
const afterFirst = processFigures(server.pid);
say('replay');
const replay = await measure(() => deliver(server.url, token));
const afterReplay = processFigures(server.pid);
await server.stop();

const peakMegabytes = afterReplay?.peakMegabytes ?? null;
const target = { seconds: 90, peakMegabytes: 600, replay: 'at most the first delivery' };
const met =
  size !== 'quick' &&
  first.seconds <= target.seconds &&
  peakMegabytes !== null &&
  peakMegabytes < target.peakMegabytes &&
  replay.seconds <= first.seconds;
process.stdout.write(
  JSON.stringify({
    what: `a backlog of ${readings} readings over NDJSON, 30 % duplicates, shuffled`,
    target,
    met: size === 'quick' ? null : met,
    first: {
      seconds: first.seconds,
      readingsPerSecond: round(readings / first.seconds, 0),
      serverCpuSeconds: afterFirst?.cpuSeconds ?? null,
      answers: first.value,
    },
    replay: { seconds: replay.seconds, answers: replay.value },
    peakMegabytes,
    baselines: { sqlite },
  }),
);
