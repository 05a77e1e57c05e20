import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BackupManifest } from '../../modules/operations/backup/backup-manifest.js';
import { restoreBackup, RestoreRefused } from '../../modules/operations/backup/restore-backup.js';
import { FolderInUse } from '../../platform/database/embedded/store/folder-in-use.js';
import { CliError } from '../cli-error.js';

/** Restores a backup and prints which keys it needs. */
export async function restore(backup: string, folder: string): Promise<BackupManifest> {
  try {
    const manifest = await restoreBackup(resolve(backup), resolve(folder));
    if (!existsSync(join(folder, 'tally.keys.json')))
      process.stderr.write(
        `The key file (with ${manifest.keyIds.join(', ')}) is not in the backup. Put it into ${folder} as tally.keys.json.\n`,
      );
    return manifest;
  } catch (error) {
    if (error instanceof RestoreRefused || error instanceof FolderInUse) throw new CliError(error.message);
    throw error;
  }
}
