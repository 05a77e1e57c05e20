import type { Command } from 'commander';
import { printJson, type Finish } from '../app/command-frame.js';

interface BackupOptions {
  readonly withKeys?: true;
}

export function addBackup(program: Command, finish: Finish): void {
  program
    .command('backup')
    .description('copy the embedded store into a new folder, even while a server uses it')
    .argument('<dest>', 'the folder to create; it must not exist')
    .option('--with-keys', 'include the key file in the backup')
    .addHelpText(
      'after',
      `
The copy shows the store at one moment, with everything acknowledged before it began. <dest> gets its name once the copy is
complete, checked and on disk. A killed attempt leaves <dest>.partial, which the next attempt removes.
Prints the manifest: SHA-256, documents by collection, the end of each chain of the audit log, key ids.

The key file is left out on purpose: without it, somebody who finds or steals the backup cannot read patient identifiers.
Keep it in another place that few people can reach. If you lose it, you cannot read the identifiers either. Use --with-keys
only for a place that is as well protected as the server itself.

With MONGODB_URI, use mongodump: see docs/operations.md.`,
    )
    .action(async (destination: string, { withKeys }: BackupOptions) => {
      const { backUp } = await import('./back-up.js');
      printJson(await backUp(destination, withKeys ?? false));
      finish(0);
    });
}
