import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseLocalDate, type LocalDate } from '../domain/time/local-date.js';
import { CliError } from './cli-error.js';

/**
 * Runs one command line and answers its exit status: 0 done, 1 the input had faults or the command could not do
 * its work, 2 the command line itself is wrong. Standard output carries the result alone.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let status = 0;
  const program = tally((result) => (status = result));
  try {
    await program.parseAsync(argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CliError) {
      process.stderr.write(`tally: ${error.message}\n`);
      return error.exitStatus;
    }
    throw error;
  }
}

function tally(finish: (status: number) => void): Command {
  const program = new Command('tally')
    .description('Remote patient monitoring: readings and minutes in, explained charges out.')
    .exitOverride()
    .showHelpAfterError('(tally --help lists every command)');
  assess(program, finish);
  run(program, finish);
  return program;
}

/** Each command loads its own code: `assess` must not wait for a server's. */
function assess(program: Command, finish: (status: number) => void): void {
  program
    .command('assess')
    .description('decide worked cases: one JSON object a line; needs no database')
    .argument('<file>', 'JSON array of cases, or one case a line; - reads standard input')
    .addOption(new Option('--kind <kind>', 'which rules').choices(['monitoring']).makeOptionMandatory())
    .addHelpText('after', '\nExit status: 0 every case was decided, 1 a case did not parse, 2 wrong usage.')
    .action(async (file: string) => {
      const { assessFile } = await import('./assess/assess.command.js');
      finish(await assessFile(file));
    });
}

function run(program: Command, finish: (status: number) => void): void {
  program
    .command('run')
    .description('the whole main job over files: readings and minutes in, explained charges out')
    .requiredOption('--practice <file>', 'practice.json')
    .requiredOption('--readings <file>', 'readings.ndjson')
    .requiredOption('--time <file>', 'time.ndjson')
    .requiredOption('--out <dir>', 'where the results go')
    .option('--as-of <date>', 'close what is over on this day (default: today)', dateArgument)
    .addHelpText(
      'after',
      `
Writes charges.ndjson, not-billed.ndjson, rejected.ndjson, quarantined.ndjson and charges.csv.
Needs no database and no server, and leaves nothing behind but the results.
Damaged lines are reported in rejected.ndjson with their line and reason; the others count.
Exit status: 0 done, 1 a file cannot be used or a patient could not be assessed, 2 wrong usage.`,
    )
    .action(async ({ asOf, ...files }: RunOptions) => {
      const { runFiles } = await import('./run/run.command.js');
      const summary = await runFiles({ ...files, asOf: asOf ?? null });
      process.stdout.write(`${JSON.stringify(summary)}\n`);
      finish(summary.failedPatients > 0 ? 1 : 0);
    });
}

interface RunOptions {
  readonly practice: string;
  readonly readings: string;
  readonly time: string;
  readonly out: string;
  readonly asOf?: LocalDate;
}

/** A date argument, `YYYY-MM-DD`. */
export function dateArgument(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new InvalidArgumentError('It must be a date of the form YYYY-MM-DD.');
  return date;
}
