import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

export function addRestore(program: Command, finish: Finish): void {
  program
    .command('restore')
    .description('restore a backup into an empty folder, after checking it')
    .argument('<backup>', 'a folder that tally backup made')
    .requiredOption('--into <folder>', 'an empty or new folder that no server uses')
    .addHelpText(
      'after',
      `
Checks the SHA-256, SQLite's integrity, the number of documents and every entry of the audit log against the manifest.
A backup that differs from what was backed up is refused and leaves no store. An interrupted restore can be run again.
If the backup does not include the key file, put it into the folder as tally.keys.json or name it in TALLY_KEY_FILE before
the server starts: a server refuses to start on a store without its keys. Then set TALLY_DATA_DIR to the folder.`,
    )
    .action(async (backup: string, { into }: { readonly into: string }) => {
      const { restore } = await import('./restore-store.js');
      printJson(await restore(backup, into));
      finish(0);
    });
}
