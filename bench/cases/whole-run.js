import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { generateSamplePractice } from '../../dist/cli/sample/generate-sample-practice.js';
import { writeSamplePractice } from '../../dist/cli/sample/write-sample-practice.js';
import { bareSqlite } from '../support/bare-sqlite.js';
import { measure, round, say } from '../support/measure.js';
import { scratchFolder } from '../support/scratch.js';

const TALLY = join(import.meta.dirname, '..', '..', 'bin', 'tally.js');
const [size = 'usual'] = process.argv.slice(2);
const patients = size === 'quick' ? 100 : 1000;
const folder = scratchFolder();

// The data has all the faults of the sample practice. The two densities give about the intended numbers of readings and entries.
const span = { patients, from: '2025-10-01', to: '2026-05-24' };
const ordinary = generateSamplePractice({ ...span, density: 1 });
const { time } = generateSamplePractice({ ...span, density: 1.33 });
await writeSamplePractice({ ...ordinary, time }, folder);

const files = { practice: 'practice.json', readings: 'readings.ndjson', time: 'time.ndjson' };
const lines = {};
const parsed = await measure(async () => {
  for (const name of ['readings', 'time']) {
    lines[name] = 0;
    for await (const line of createInterface({ input: createReadStream(join(folder, files[name])) })) {
      try {
        JSON.parse(line);
      } catch {
        // The sample has damaged lines.
      }
      lines[name] += 1;
    }
  }
});
say('SQLite alone');
const sqlite = await bareSqlite(folder, {
  rows: lines.readings + lines.time,
  perCommit: 1000,
  devices: patients,
});

say('tally run');
const args = Object.entries(files).flatMap(([option, file]) => [`--${option}`, join(folder, file)]);
const run = await measure(
  () =>
    new Promise((resolve, reject) => {
      const command = [TALLY, 'run', ...args, '--as-of', '2026-06-30', '--out', join(folder, 'out')];
      const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      let summary = '';
      child.stdout.on('data', (text) => (summary += text));
      child.once('close', (code) =>
        code === 0 ? resolve(JSON.parse(summary)) : reject(new Error(`tally run exited with ${code}`)),
      );
    }),
);
const target = { seconds: 30 };
process.stdout.write(
  JSON.stringify({
    what: `tally run over ${patients} patients`,
    target,
    met: size === 'quick' ? null : run.seconds <= target.seconds,
    seconds: run.seconds,
    lines,
    summary: run.value,
    baselines: {
      parsing: { what: 'reading and parsing every line', seconds: parsed.seconds },
      sqlite: { what: 'storing as many rows with SQLite alone', ...sqlite },
    },
    timesOfBaselines: round(run.seconds / (parsed.seconds + sqlite.seconds)),
  }),
);
