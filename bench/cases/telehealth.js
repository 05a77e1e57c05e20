import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessEncounter } from '../../dist/domain/assess/telehealth/assess-encounter.js';
import { assessInputFacts } from '../../dist/modules/encounters/coding/assess-input-facts.js';
import { assessInput } from '../../dist/modules/encounters/coding/assess.input.js';
import { measure, processFigures, round, say } from '../support/measure.js';
import { issueToken, openServices, putPractice } from '../support/practice.js';
import { runChild, startServer } from '../support/run-child.js';
import { scratchFolder } from '../support/scratch.js';

const ROOT = join(import.meta.dirname, '..', '..');
const CASES = join(ROOT, 'test', 'cases', 'data', 'telehealth-cases.json');
const SECONDS = { quick: 3, usual: 10, full: 20 };
const ROUNDS = { quick: 500, usual: 3000, full: 10_000 };
const [size = 'usual'] = process.argv.slice(2);
const seconds = SECONDS[size];

const inputs = JSON.parse(readFileSync(CASES, 'utf8')).map(({ input }) => input);
const facts = inputs.map((input) => assessInputFacts(assessInput.parse(input)));

say(`the pure function, ${facts.length} cases`);
const assessAll = (rounds) => {
  let coded = 0;
  for (let round_ = 0; round_ < rounds; round_ += 1)
    for (const one of facts) coded += assessEncounter(one).codes.length;
  return coded;
};
assessAll(200);
const pure = await measure(() => assessAll(ROUNDS[size]));
const assessments = ROUNDS[size] * facts.length;
const assessmentsPerSecond = round(assessments / pure.cpuSeconds, 0);

const folder = scratchFolder();
const dataDir = join(folder, 'data');
const bodies = join(folder, 'bodies.json');
writeFileSync(bodies, JSON.stringify(inputs));
const app = await openServices(dataDir);
await putPractice(app, { patients: 1, from: '2026-01-01' });
const token = await issueToken(app, {
  kind: 'person',
  principalId: 'bench-clinician',
  scopes: ['records:read'],
});
await app.close();

const send = async (url, duration) => {
  const { output } = await runChild(join(ROOT, 'bench', 'support', 'load-bodies.js'), [
    url,
    token,
    String(duration),
    bodies,
  ]);
  return JSON.parse(output);
};
const loaded = async (script, path, env = {}) => {
  const server = await startServer(script, env);
  // A warm-up, long enough for the code to be compiled.
  await send(`${server.url}${path}`, 8);
  const before = processFigures(server.pid);
  const figures = await send(`${server.url}${path}`, seconds);
  const after = processFigures(server.pid);
  await server.stop();
  const cpuSeconds = before && after ? round(after.cpuSeconds - before.cpuSeconds) : null;
  const cpuMicrosPerRequest =
    cpuSeconds === null ? null : round((cpuSeconds * 1e6) / Math.max(1, figures.requests), 1);
  return { ...figures, serverCpuSeconds: cpuSeconds, cpuMicrosPerRequest };
};

say('an empty handler');
const emptyNest = await loaded(join(ROOT, 'bench', 'servers', 'empty-nest.js'), '/v1/readings');
say('Tally');
const tally = await loaded(join(ROOT, 'dist', 'main.js'), '/v1/encounters/assess', {
  TALLY_DATA_DIR: dataDir,
  PORT: '0',
  TALLY_SCHEDULE: 'off',
  TALLY_CALLS_PER_MINUTE: '0',
});

const target = { assessmentsPerSecond: 50_000, requestsPerSecond: 7000 };
const met =
  assessmentsPerSecond >= target.assessmentsPerSecond &&
  tally.requestsPerSecond >= target.requestsPerSecond &&
  Object.keys(tally.statuses).join() === '200';
process.stdout.write(
  JSON.stringify({
    what: 'telehealth: the pure function on one core, and POST /v1/encounters/assess, 32 connections',
    target,
    met,
    pure: { cases: facts.length, assessments, assessmentsPerSecond, ...pure, value: undefined },
    tally,
    baselines: { emptyNest },
    shareOfEmptyNest: round(tally.requestsPerSecond / emptyNest.requestsPerSecond),
  }),
);
