// Posts the JSON bodies of a file, one after the other, from 32 connections and prints what came of it as JSON. A process
// of its own. Arguments: url, token, seconds, file.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const [url, token, seconds, file] = process.argv.slice(2);
const bodies = JSON.parse(readFileSync(file, 'utf8')).map((body) => JSON.stringify(body));
let number = 0;
const statuses = {};
const result = await autocannon({
  url,
  method: 'POST',
  connections: 32,
  duration: Number(seconds),
  timeout: 30,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  requests: [
    {
      method: 'POST',
      setupRequest: (request) => ({ ...request, body: bodies[number++ % bodies.length] }),
    },
  ],
  setupClient: (client) =>
    client.on('response', (status) => (statuses[status] = (statuses[status] ?? 0) + 1)),
});

const { latency, requests, errors, timeouts, duration } = result;
process.stdout.write(
  JSON.stringify({
    requests: requests.total,
    requestsPerSecond: Math.round(requests.total / duration),
    p50Millis: latency.p50,
    p99Millis: latency.p99,
    maxMillis: latency.max,
    statuses,
    errors: errors + timeouts,
  }),
);
