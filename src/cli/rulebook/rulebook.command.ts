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
    .description('load a CMS release: PPRRVU, GPCI or practitioner MUE as CSV, or NCCI PTP edits')
    .argument(
      '<files...>',
      'the file as CMS publishes it, or all parts of the PTP edits; only rows of supported codes are kept, without descriptors',
    )
    .addOption(practiceOption())
    .option('--release <name>', 'name of the release (default: as the file says)')
    .option('--from <date>', 'first date of service (default: as the file says)', dateArgument)
    .option('--replace', 'replace another release with the same first date')
    .action(async (files: string[], options: LoadOptions) => {
      const { loadRelease } = await import('./load-release.js');
      printJson(await loadRelease({ ...options, files }));
      finish(0);
    });
}
