// Runs jest under the ESM loader. Without arguments: every tier but the fault injection one.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const defaultTiers = ['unit', 'cases', 'scenarios', 'integration', 'http'];
const args = process.argv.slice(2);
const tiers = args.includes('--selectProjects') ? [] : ['--selectProjects', ...defaultTiers];
const jestBin = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jestBin, ...tiers, ...args],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
