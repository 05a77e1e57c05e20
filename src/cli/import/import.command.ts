import type { Command } from 'commander';
import type { Finish } from '../app/command-frame.js';

interface ImportOptions {
  readonly practice: string;
  readonly readings?: string;
  readonly time?: string;
}

export function addImport(program: Command, finish: Finish): void {
  program
    .command('import')
    .description('put the records of a practice file into the store, with readings and minutes if given')
    .requiredOption('--practice <file>', 'practice.json')
    .option('--readings <file>', 'readings.ndjson')
    .option('--time <file>', 'time.ndjson')
    .addHelpText(
      'after',
      `
Prints one JSON object for each line that was not taken (file, line, status, reason), and for each patient who was erased and so
left out with their records (patientId, status, reason).
Sending the same again changes nothing. Exit status: 0 done, 1 it could not be done, 2 wrong usage.`,
    )
    .action(async ({ practice, readings, time }: ImportOptions) => {
      const { importFiles } = await import('./import-files.js');
      await importFiles({ practice, readings: readings ?? null, time: time ?? null });
      finish(0);
    });
}
