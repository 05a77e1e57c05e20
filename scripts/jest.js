// Runs jest with ES modules. Without --selectProjects it runs every tier but faults, and then repeats the date code of the core
// in other process time zones, which must not change the results.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
// Child processes and worker threads run compiled code.
import './ensure-build.js';

const DEFAULT_TIERS = ['unit', 'cases', 'scenarios', 'integration', 'http'];
const PROCESS_ZONES = ['Pacific/Honolulu', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
const DATE_CODE = ['src/domain/time', 'test/cases/monitoring-cases'];

const jestBin = createRequire(import.meta.url).resolve('jest/bin/jest');

function run(args, env = {}) {
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', jestBin, ...args],
    {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    },
  );
  return status ?? 1;
}

const args = process.argv.slice(2);
if (args.includes('--selectProjects')) process.exit(run(args));
let status = run(['--selectProjects', ...DEFAULT_TIERS, ...args], { TZ: process.env.TZ ?? 'UTC' });
for (const TZ of PROCESS_ZONES) {
  process.stderr.write(`\ndate code with TZ=${TZ}\n`);
  status = run(['--selectProjects', 'unit', 'cases', '--silent', '--', ...DATE_CODE], { TZ }) || status;
}
process.exit(status);
