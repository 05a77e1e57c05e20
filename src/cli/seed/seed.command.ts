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
    .description('put the sample practice into the store, or its files into a folder')
    .option('--patients <n>', 'how many (default: 60)', countArgument(1))
    .option('--seed <n>', 'another practice of the same kind', countArgument(0))
    .option('--out <dir>', 'only write practice.json, readings.ndjson and time.ndjson there')
    .action(async (options: SeedOptions) => {
      const { seedSamplePractice } = await import('./seed-sample-practice.js');
      await seedSamplePractice(options);
      finish(0);
    });
}
