import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Explanation } from '../domain/charges/explain/explain.js';
import type { RunningServer } from '../start-server.js';
import type { ApiClient } from './demo/api-client.js';
import { emptyDemoOutput, type DemoOutput } from './demo/demo-output.js';
import { startDemoServer } from './demo/demo-server.js';
import { demoUsersTable } from './demo/demo-users.js';
import { Demo, sampleInWords, say, type DemoResult } from './demo/run-demo.js';

const EXAMPLES_TRIED_MAX = 50;
const CUTS_SHOWN_MAX = 3;
const USAGE = 'usage: npm run demo [-- --exit]';

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== '--exit');
  if (unknown.length > 0) {
    process.stderr.write(`${USAGE}\n`);
    return args.includes('--help') ? 0 : 2;
  }
  const began = performance.now();
  const output = await emptyDemoOutput();
  say(`Tally: a sample practice from readings and minutes to charges (${sampleInWords()})\n`);
  const server = await startDemoServer(output.data);
  say(`  ${'server'.padEnd(16)} ${server.baseUrl}, embedded database in ${relative('.', output.data)}`);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= server.close());
  try {
    const result = await new Demo(server, output).run();
    await showNextSteps(server, output, result);
    say(`\nEvery step succeeded, in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
    if (args.includes('--exit')) return 0;
    say(`\nUsers of ${result.practiceId}\n${await demoUsersTable(server, result.practiceId)}`);
    say('\nThe server keeps running. Press Ctrl+C to stop it.');
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    return 0;
  } finally {
    await close();
  }
}

async function showNextSteps(server: RunningServer, output: DemoOutput, result: DemoResult): Promise<void> {
  const { client, token } = result.biller;
  const { path, explanation } = await explainedExample(client, result.charges);
  const { charge, minutes, rules } = explanation;
  if (charge && minutes) {
    say(`\nOne charge explained: ${charge.code} of ${charge.patientId}, ${charge.dateOfService}`);
    const entries = new Set(minutes.slices.map(({ entryId }) => entryId)).size;
    say(`  ${minutes.minutes} minutes counted of ${minutes.claimedMinutes} logged, from ${entries} entries`);
    for (const { entryId, seconds, text } of minutes.cutOut.slice(0, CUTS_SHOWN_MAX))
      say(`  not counted: ${seconds} s of ${entryId}, ${text}`);
    say(`  rules ${rules.map(({ id }) => id).join(', ')}`);
  }
  say(`\nAPI documentation  ${server.baseUrl}/docs`);
  say(`Charges            ${relative('.', output.chargesCsv)}`);
  say(`Input files        ${relative('.', output.input)} (tally run takes the same files)`);
  say('Explain a charge');
  say(`  curl -H 'Authorization: Bearer ${token}' \\\n    '${server.baseUrl}${path}'`);
}

/** Explains one of the first charges, if possible one with minutes that were not counted. */
async function explainedExample(
  client: ApiClient,
  charges: DemoResult['charges'],
): Promise<{ readonly path: string; readonly explanation: Explanation }> {
  let found: { path: string; explanation: Explanation } | undefined;
  for (const { id } of charges.filter(({ minutes }) => minutes !== null).slice(0, EXAMPLES_TRIED_MAX)) {
    const path = `/v1/charges/${id}/explain`;
    found = { path, explanation: await client.get<Explanation>(path) };
    if ((found.explanation.minutes?.cutOut.length ?? 0) > 0) break;
  }
  if (!found) throw new Error('no charge to explain');
  return found;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(
      `\nThe demo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
