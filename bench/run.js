// `npm run bench [-- --only NAME[,NAME] --quick --full]` prints one JSON document on standard output and its progress on
// standard error.
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChild } from './support/run-child.js';

const CASES = ['single', 'batch', 'backlog', 'closing', 'whole-run', 'progress', 'telehealth', 'cold-start'];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
  },
});
const wanted = values.only?.split(',') ?? CASES;
const unknown = wanted.filter((name) => !CASES.includes(name));
if (unknown.length > 0 || (values.quick && values.full)) {
  process.stderr.write(
    `usage: npm run bench -- [--only NAME[,NAME]] [--quick | --full]\nNAME: ${CASES.join(', ')}\n`,
  );
  process.exit(2);
}
const size = values.quick ? 'quick' : values.full ? 'full' : 'usual';

const results = {};
for (const name of wanted) {
  process.stderr.write(`${name} …\n`);
  const started = performance.now();
  // Each case runs in its own process, so that its memory and processor time are its own.
  const { output } = await runChild(join(import.meta.dirname, 'cases', `${name}.js`), [size]);
  const benchSeconds = Math.round((performance.now() - started) / 100) / 10;
  results[name] = { ...JSON.parse(output), benchSeconds };
}

const [processor] = cpus();
const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: processor?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
process.stdout.write(`${JSON.stringify({ machine, size, results }, null, 2)}\n`);
