import { Option, type Command } from 'commander';
import { cmsFileOption, type Finish } from '../app/command-frame.js';
import type { CaseKind } from './assess-cases.js';

export function addAssess(program: Command, finish: Finish): void {
  program
    .command('assess')
    .description('decide worked cases: one JSON object a line; needs no database')
    .argument('<file>', 'JSON array of cases, or one case a line; - reads standard input')
    .addOption(
      new Option('--kind <kind>', 'which rules').choices(['monitoring', 'telehealth']).makeOptionMandatory(),
    )
    .addOption(cmsFileOption())
    .addHelpText('after', '\nExit status: 0 every case was decided, 1 a case did not parse, 2 wrong usage.')
    .action(async (file: string, { kind, cmsFile }: { kind: CaseKind; cmsFile: string[] }) => {
      const { assessFile } = await import('./assess-cases.js');
      finish(await assessFile(file, kind, cmsFile));
    });
}
