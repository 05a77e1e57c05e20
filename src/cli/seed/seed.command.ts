import type { Command } from 'commander';
import { countArgument, type Finish } from '../app/command-frame.js';

interface SeedOptions {
  readonly patients?: number;
  readonly seed?: number;
  readonly out?: string;
}

export function addSeed(program: Command, finish: Finish): void {
  program
    .command('seed')
    .description('import the sample practice, or write its files to a folder')
    .option('--patients <n>', 'number of patients (default: 60)', countArgument(1))
    .option('--seed <n>', 'seed of the random numbers: another seed makes another practice', countArgument(0))
    .option('--out <dir>', 'only write practice.json, readings.ndjson and time.ndjson to this folder')
    .action(async (options: SeedOptions) => {
      const { seedSamplePractice } = await import('./seed-sample-practice.js');
      await seedSamplePractice(options);
      finish(0);
    });
}
