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

/** Each command loads its own code when it runs: `assess` must not wait for a server's. */
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
 * Runs one command line and answers its exit status: 0 done, 1 the input had faults or the command could not do
 * its work, 2 the command line itself is wrong. Standard output carries the result alone.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let status = 0;
  // A reader that has seen enough, such as head, is no fault.
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
The store is TALLY_DATA_DIR (default ./data), or MONGODB_URI. Where a server holds the folder, commands work through it.`,
    );
  for (const add of COMMANDS) add(program, finish);
  return program;
}

const FILE_FAULTS: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EEXIST', 'EISDIR', 'ENOTDIR']);

/** A file that is not there, or may not be touched. */
function fileError(error: unknown): CliError | null {
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && FILE_FAULTS.has(code) && path !== undefined
    ? new CliError(`${path} cannot be used (${code})`)
    : null;
}
