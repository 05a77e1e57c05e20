import type { Command } from 'commander';
import type { LocalDate } from '../../domain/time/local-date.js';
import { dateArgument, practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface LoadOptions {
  readonly practice: string;
  readonly release?: string;
  readonly from?: LocalDate;
  readonly replace?: boolean;
}

export function addRulebook(program: Command, finish: Finish): void {
  const rulebook = program
    .command('rulebook')
    .description('print the supported codes with their dates and sources, as a Markdown table')
    .action(async () => {
      const { supportedCodesMarkdown } = await import('./supported-codes-markdown.js');
      process.stdout.write(supportedCodesMarkdown());
      finish(0);
    });
  rulebook
    .command('load')
    .description("keep one of CMS's releases: PPRRVU, GPCI or practitioner MUE as CSV, or NCCI PTP edits")
    .argument(
      '<files...>',
      'as CMS publishes it, PTP edits in all their parts; only rows of our codes are kept, and no descriptor',
    )
    .addOption(practiceOption())
    .option('--release <name>', 'what to call it (default: as the file says)')
    .option('--from <date>', 'its first date of service (default: as the file says)', dateArgument)
    .option('--replace', 'take the place of another release of the same first date')
    .action(async (files: string[], options: LoadOptions) => {
      const { loadRelease } = await import('./load-release.js');
      printJson(await loadRelease({ ...options, files }));
      finish(0);
    });
}
