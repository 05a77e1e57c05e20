import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFiles } from '../import/import-files.js';
import { generateSamplePractice } from '../sample/generate-sample-practice.js';
import { writeSamplePractice } from '../sample/write-sample-practice.js';

/** Generates the sample practice and imports it, or only writes its files to `out`. */
export async function seedSamplePractice(options: {
  readonly patients?: number;
  readonly seed?: number;
  readonly out?: string;
}): Promise<void> {
  const { out, ...parameters } = options;
  const sample = generateSamplePractice(parameters);
  if (out !== undefined) return writeSamplePractice(sample, out);
  const folder = await mkdtemp(join(tmpdir(), 'tally-seed-'));
  try {
    await writeSamplePractice(sample, folder);
    await importFiles({
      practice: join(folder, 'practice.json'),
      readings: join(folder, 'readings.ndjson'),
      time: join(folder, 'time.ndjson'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
