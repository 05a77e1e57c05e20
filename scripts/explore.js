// Runs every property with a fresh seed and ten times the runs of `npm test`.
// --seed TEXT: a number repeats an earlier run; any other text, such as a commit's hash, is hashed into a number.
import { spawnSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEST_TIMEOUT_MS = 1_800_000;
const SEED_MAX = 2 ** 31;
const root = join(import.meta.dirname, '..');

const [seedText, jestArgs] = readArgs(process.argv.slice(2));
const seed = seedFrom(seedText);
process.stderr.write(`exploring with seed ${seed}; repeat with: npm run test:explore -- --seed ${seed}\n`);
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'scripts', 'jest.js'),
    ...['--selectProjects', 'unit', 'integration', '--testTimeout', String(TEST_TIMEOUT_MS)],
    ...jestArgs,
    ...['--runTestsByPath', ...propertySpecs()],
  ],
  { stdio: 'inherit', env: { ...process.env, PROPERTY_SEED: String(seed) } },
);
process.exitCode = status ?? 1;

function readArgs(args) {
  const at = args.indexOf('--seed');
  return at === -1 ? [undefined, args] : [args[at + 1], args.toSpliced(at, 2)];
}

function seedFrom(text) {
  if (text === undefined) return randomInt(SEED_MAX);
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  return createHash('sha256').update(text).digest().readUInt32BE() % SEED_MAX;
}

/** The specs that state a property. */
function propertySpecs() {
  return ['src', join('test', 'integration')]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
    )
    .filter(
      (file) => file.endsWith('.spec.ts') && readFileSync(join(root, file), 'utf8').includes('fast-check'),
    );
}
