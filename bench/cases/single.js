import { postLoad } from '../support/post-load.js';

const SECONDS = { quick: 3, usual: 10, full: 20 };
const [size = 'usual'] = process.argv.slice(2);

const result = await postLoad({
  perRequest: 1,
  seconds: SECONDS[size],
  bareRows: size === 'quick' ? 20_000 : 100_000,
  bareCommit: 32,
});
const { requestsPerSecond, p99Millis } = result.tally;
const target = { requestsPerSecond: 5000, p99Millis: 25 };
const met = requestsPerSecond >= target.requestsPerSecond && p99Millis <= target.p99Millis;
process.stdout.write(
  JSON.stringify({ what: 'single POST /v1/readings, durable, 32 connections', target, met, ...result }),
);
