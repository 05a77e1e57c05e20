import { postLoad } from '../support/post-load.js';

const SECONDS = { quick: 3, usual: 10, full: 20 };
const [size = 'usual'] = process.argv.slice(2);

const result = await postLoad({
  perRequest: 100,
  seconds: SECONDS[size],
  bareRows: size === 'quick' ? 50_000 : 300_000,
  bareCommit: 100,
});
const target = { readingsPerSecond: 15_000, shareOfSqlite: 0.4, replay: 'at least the first delivery' };
const met =
  result.tally.readingsPerSecond >= target.readingsPerSecond &&
  result.shareOfSqlite >= target.shareOfSqlite &&
  result.replay.readingsPerSecond >= result.tally.readingsPerSecond;
process.stdout.write(
  JSON.stringify({ what: 'batches of 100 readings, durable, 32 connections', target, met, ...result }),
);
