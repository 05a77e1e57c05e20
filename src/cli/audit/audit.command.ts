import { InvalidArgumentError, type Command } from 'commander';
import type { LocalDate } from '../../domain/time/local-date.js';
import { dateArgument, practiceOption, printJson, type Finish } from '../app/command-frame.js';

interface RangeOptions {
  readonly practice: string;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
}

interface AccessesOptions extends RangeOptions {
  readonly patient: string;
  readonly csv?: true;
}

interface VerifyOptions {
  readonly practice?: string;
  readonly key?: readonly string[];
}

const VERIFY_HELP = `
Without FILE it reads the store of --practice. It finds every entry that was changed, removed, moved or inserted and
every manifest that does not match, and prints the first discrepancy of each kind with its chain (writer) and number (seq).
"keysKnown" says whether the signatures were checked against the installation's key file or --key. If it is false, compare
"publicKeys" with those that the installation prints. In a store it also checks the accesses of patients against the log
("accesses"). See docs/security/audit.md.

Exit status: 0 no discrepancies, 1 discrepancies found.`;

const ACCESSES_HELP = `
"deliveries" counts the readings that gateways sent, by day and source; they are not listed as accesses. Running this command
is itself recorded as an access of the patient. See docs/security/access.md.`;

export function addAudit(program: Command, finish: Finish): void {
  const audit = program.command('audit').description('the log of who did what: export it and verify it');
  audit
    .command('export')
    .description('print the log, one entry per line, with its manifests and a signed statement')
    .addOption(practiceOption())
    .option('--from <date>', 'the first day, in UTC (default: from the beginning)', dateArgument)
    .option('--to <date>', 'the last day, in UTC (default: to the end)', dateArgument)
    .action(async (options: RangeOptions) => {
      const { exportAudit } = await import('./export-audit.js');
      await exportAudit(options, process.stdout);
      finish(0);
    });
  audit
    .command('verify')
    .description('check that nothing in the log was changed, removed, moved or inserted')
    .argument('[file]', 'an exported log, checked without the store')
    .addOption(practiceOption().makeOptionMandatory(false))
    .option('--key <hex>', 'public key that must have signed the log; repeatable', keyArgument)
    .addHelpText('after', VERIFY_HELP)
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const { verifyFile, verifyStore } = await import('./verify-audit.js');
      const { accesses, ...verification } =
        file === undefined
          ? await verifyStore(options)
          : { ...(await verifyFile(file, options.key ?? null)), accesses: null };
      printJson({ ...verification, ...(accesses && { accesses }) });
      finish(verification.discrepancies.length + (accesses?.count ?? 0) > 0 ? 1 : 0);
    });
  audit
    .command('accesses')
    .description("print who read or changed one patient's data, when, from where and why, latest first")
    .addOption(practiceOption())
    .requiredOption('--patient <id>', 'id of the patient')
    .option('--from <date>', 'the first day, in UTC (default: from the beginning)', dateArgument)
    .option('--to <date>', 'the last day, in UTC (default: to the end)', dateArgument)
    .option('--csv', 'print a table for a spreadsheet instead of JSON')
    .addHelpText('after', ACCESSES_HELP)
    .action(async ({ csv, ...options }: AccessesOptions) => {
      const { accessesCsv, listAccesses } = await import('./list-accesses.js');
      const report = await listAccesses(options);
      if (csv) process.stdout.write(accessesCsv(report));
      else printJson(report);
      finish(0);
    });
}

function keyArgument(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('It must be 64 hex digits.');
  return [...before, text];
}
