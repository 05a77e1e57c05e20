import { join } from 'node:path';
import { bareSqlite } from './bare-sqlite.js';
import { processFigures, round, say } from './measure.js';
import { gatewayToken, openServices, putPractice } from './practice.js';
import { runChild, startServer } from './run-child.js';
import { scratchFolder } from './scratch.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const SERVERS = join(import.meta.dirname, '..', 'servers');
const DEVICES = 1000;

/** Posts from 32 connections to Tally and to each baseline in the same run. */
export async function postLoad({ perRequest, seconds, bareRows, bareCommit }) {
  const folder = scratchFolder();
  const dataDir = join(folder, 'data');
  const app = await openServices(dataDir);
  await putPractice(app, { patients: DEVICES, from: '2026-01-01' });
  const token = await gatewayToken(app);
  await app.close();
  const send = async (url, duration, first) => {
    const args = [`${url}/v1/readings`, token, duration, perRequest, first, DEVICES].map(String);
    const { output } = await runChild(join(import.meta.dirname, 'load.js'), args);
    const { next, ...figures } = JSON.parse(output);
    return { next, figures };
  };

  say('SQLite alone');
  const sqlite = await bareSqlite(folder, { rows: bareRows, perCommit: bareCommit, devices: DEVICES });
  const baselines = { sqlite };
  for (const [name, script] of [
    ['bareHttp', 'bare-http.js'],
    ['emptyNest', 'empty-nest.js'],
  ]) {
    say(name);
    const server = await startServer(join(SERVERS, script));
    await send(server.url, 2, 0);
    baselines[name] = (await send(server.url, Math.min(5, seconds), 0)).figures;
    await server.stop();
  }

  say('Tally');
  const server = await startServer(MAIN, {
    TALLY_DATA_DIR: dataDir,
    PORT: '0',
    TALLY_SCHEDULE: 'off',
    TALLY_CALLS_PER_MINUTE: '0',
  });
  const warmUp = await send(server.url, 3, 0);
  const before = processFigures(server.pid);
  const delivery = await send(server.url, seconds, warmUp.next);
  const after = processFigures(server.pid);
  // The same readings again: nothing is written, and every answer is `duplicate`.
  const replay = await send(server.url, Math.max(2, Math.round(seconds / 2)), warmUp.next);
  await server.stop();
  const serverCpu = before && after ? round(after.cpuSeconds - before.cpuSeconds) : null;
  return {
    tally: {
      ...delivery.figures,
      serverCpuSeconds: serverCpu,
      peakMegabytes: after?.peakMegabytes ?? null,
    },
    replay: replay.figures,
    baselines,
    shareOfSqlite: round(delivery.figures.readingsPerSecond / sqlite.rowsPerSecond),
    shareOfEmptyNest: round(delivery.figures.requestsPerSecond / baselines.emptyNest.requestsPerSecond),
  };
}
