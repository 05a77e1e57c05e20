import type { Command } from 'commander';
import type { LocalDate } from '../../domain/time/local-date.js';
import { countArgument, dateArgument, practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface CloseOptions {
  readonly practice: string;
  readonly asOf?: LocalDate;
  readonly dryRun?: boolean;
  readonly graceDays?: number;
}

export function addClose(program: Command, finish: Finish): void {
  program
    .command('close')
    .description('close the periods that have ended, and print what changed')
    .addOption(practiceOption())
    .option(
      '--as-of <date>',
      "close as of noon on this day in the practice's time zone (default: now)",
      dateArgument,
    )
    .option('--grace-days <n>', 'days to wait after a period ends (default: as configured)', countArgument(0))
    .option('--dry-run', 'compute everything and write nothing')
    .addHelpText('after', '\nExit status: 0 done, 1 closing failed or an error parked a patient.')
    .action(async (options: CloseOptions) => {
      const { closePractice } = await import('./close-practice.js');
      const report = await closePractice(options);
      printJson(report);
      finish(report.counts.failedPatients > 0 ? 1 : 0);
    });
}
