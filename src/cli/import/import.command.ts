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
    .description('import the records of a practice file, and readings and minutes if given')
    .requiredOption('--practice <file>', 'practice.json')
    .option('--readings <file>', 'readings.ndjson')
    .option('--time <file>', 'time.ndjson')
    .addHelpText(
      'after',
      `
Prints one JSON object for each line that was not accepted (file, line, status, reason), and for each patient who was skipped
with all their records because they were erased (patientId, status, reason).
Importing the same files again changes nothing. Exit status: 0 done, 1 the import failed, 2 wrong usage.`,
    )
    .action(async ({ practice, readings, time }: ImportOptions) => {
      const { importFiles } = await import('./import-files.js');
      await importFiles({ practice, readings: readings ?? null, time: time ?? null });
      finish(0);
    });
}
