import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

export function addRestore(program: Command, finish: Finish): void {
  program
    .command('restore')
    .description('put the store of a backup into an empty folder, checked before it gets its name')
    .argument('<backup>', 'a folder that tally backup made')
    .requiredOption('--into <folder>', 'empty, or not there yet; no server may hold it')
    .addHelpText(
      'after',
      `
Checks the SHA-256, SQLite's integrity, the number of documents and every entry of the audit log against the manifest;
anything else than what was backed up is refused and leaves no store. A restore that is cut off can be run again.
Where the key file is not in the backup, put it into the folder as tally.keys.json, or name it in TALLY_KEY_FILE, before the
server starts: it refuses to start over a store without its keys. Then set TALLY_DATA_DIR to the folder.`,
    )
    .action(async (backup: string, { into }: { readonly into: string }) => {
      const { restore } = await import('./restore-store.js');
      printJson(await restore(backup, into));
      finish(0);
    });
}
