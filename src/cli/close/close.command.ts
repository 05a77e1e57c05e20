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
    .description('close the periods that are over, and print what changed')
    .addOption(practiceOption())
    .option('--as-of <date>', 'as on this day at noon in the practice (default: now)', dateArgument)
    .option('--grace-days <n>', "days to wait after a period's end (default: as set)", countArgument(0))
    .option('--dry-run', 'compute everything and write nothing')
    .addHelpText('after', '\nExit status: 0 done, 1 it could not be done or a patient is parked by an error.')
    .action(async (options: CloseOptions) => {
      const { closePractice } = await import('./close-practice.js');
      const report = await closePractice(options);
      printJson(report);
      finish(report.counts.failedPatients > 0 ? 1 : 0);
    });
}
