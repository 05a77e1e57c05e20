import { Command, CommanderError } from 'commander';
import type { Finish } from './app/command-frame.js';
import { addAssess } from './assess/assess.command.js';
import { addAudit } from './audit/audit.command.js';
import { addBackup } from './backup/backup.command.js';
import { CliError } from './cli-error.js';
import { addClose } from './close/close.command.js';
import { addExplain } from './explain/explain.command.js';
import { addImport } from './import/import.command.js';
import { addKeys } from './keys/keys.command.js';
import { addPatient } from './patient/patient.command.js';
import { addRestore } from './restore/restore.command.js';
import { addRetention } from './retention/retention.command.js';
import { addRulebook } from './rulebook/rulebook.command.js';
import { addRun } from './run/run.command.js';
import { addSeed } from './seed/seed.command.js';
import { addToken } from './token/token.command.js';
import { addUser } from './user/user.command.js';

/** Each command loads its code when it runs, so that `assess` does not wait for the server's. */
const COMMANDS = [
  addRun,
  addAssess,
  addImport,
  addClose,
  addExplain,
  addSeed,
  addRulebook,
  addToken,
  addUser,
  addAudit,
  addKeys,
  addBackup,
  addRestore,
  addPatient,
  addRetention,
];

/**
 * Runs one command line and returns its exit status: 0 done, 1 the input had faults or the command failed, 2 the command
 * line is wrong. Standard output holds only the result.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let status = 0;
  // A reader that stops early, such as head, is not an error.
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const program = tally((result) => (status = result));
  try {
    await program.parseAsync(argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof CliError ? error : fileError(error);
    if (known === null) throw error;
    process.stderr.write(`tally: ${known.message}\n`);
    return known.exitStatus;
  }
}

function tally(finish: Finish): Command {
  const program = new Command('tally')
    .description('Remote patient monitoring: readings and minutes in, explained charges out.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      'after',
      `
Results go to standard output, progress to standard error.
The store is TALLY_DATA_DIR (default ./data) or MONGODB_URI. If a server holds the folder, commands work through it.`,
    );
  for (const add of COMMANDS) add(program, finish);
  return program;
}

const FILE_FAULTS: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EEXIST', 'EISDIR', 'ENOTDIR']);

/** A file that is missing or not accessible. */
function fileError(error: unknown): CliError | null {
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && FILE_FAULTS.has(code) && path !== undefined
    ? new CliError(`${path} cannot be used (${code})`)
    : null;
}
