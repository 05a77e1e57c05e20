import type { Command } from 'commander';
import type { LocalDate } from '../../domain/time/local-date.js';
import { cmsFileOption, dateArgument, type Finish } from '../app/command-frame.js';

interface RunOptions {
  readonly practice: string;
  readonly readings: string;
  readonly time: string;
  readonly out: string;
  readonly asOf?: LocalDate;
  readonly cmsFile: readonly string[];
}

export function addRun(program: Command, finish: Finish): void {
  program
    .command('run')
    .description('compute charges from files: readings and minutes in, explained charges out')
    .requiredOption('--practice <file>', 'practice.json')
    .requiredOption('--readings <file>', 'readings.ndjson')
    .requiredOption('--time <file>', 'time.ndjson')
    .requiredOption('--out <dir>', 'folder for the results')
    .option('--as-of <date>', 'close the periods that ended before this day (default: today)', dateArgument)
    .addOption(cmsFileOption())
    .addHelpText(
      'after',
      `
Writes charges.ndjson, not-billed.ndjson, rejected.ndjson, quarantined.ndjson and charges.csv.
Needs no database and no server, and leaves nothing behind but the results.
Damaged lines are listed in rejected.ndjson with their line number and reason; the other lines count.
Exit status: 0 done, 1 a file cannot be used or a patient could not be assessed, 2 wrong usage.`,
    )
    .action(async ({ asOf, cmsFile, ...files }: RunOptions) => {
      const { runFiles } = await import('./run-practice.js');
      const summary = await runFiles({ ...files, asOf: asOf ?? null, cmsFiles: cmsFile });
      process.stdout.write(`${JSON.stringify(summary)}\n`);
      finish(summary.failedPatients > 0 ? 1 : 0);
    });
}
