import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

interface BackupOptions {
  readonly withKeys?: true;
}

export function addBackup(program: Command, finish: Finish): void {
  program
    .command('backup')
    .description('copy the embedded store, while a server works on it or not, into a new folder')
    .argument('<dest>', 'the folder to make; it must not exist')
    .option('--with-keys', 'put the key file into the backup too')
    .addHelpText(
      'after',
      `
The copy shows one moment: everything acknowledged before it began is in it. <dest> gets its name when the copy is whole,
checked and on the disk; what a killed attempt leaves is <dest>.partial, which the next attempt removes.
Prints the manifest: SHA-256, documents by collection, where each chain of the audit log ends, key ids.

The key file is left out on purpose. Without it the identifiers of patients in a backup cannot be read by whoever finds
or steals it. Keep it apart, where few can reach it; without it the identifiers are lost for you as well. --with-keys is for
a place that is as well guarded as the server itself.

With MONGODB_URI use mongodump: docs/operations.md.`,
    )
    .action(async (destination: string, { withKeys }: BackupOptions) => {
      const { backUp } = await import('./back-up.js');
      printJson(await backUp(destination, withKeys ?? false));
      finish(0);
    });
}
