import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BackupManifest } from '../../modules/operations/backup/backup-manifest.js';
import { Config, ConfigError } from '../../platform/config/config.js';
import { FILE } from '../../platform/database/embedded/store/open-file.js';
import { withLocalApi } from '../app/with-local-api.js';
import { CliError } from '../cli-error.js';

/** Copies the configured embedded store, through the server if one holds its folder. */
export async function backUp(destination: string, withKeys: boolean): Promise<BackupManifest> {
  const { mongodbUri, dataDir } = configured();
  if (mongodbUri !== null)
    throw new CliError('The store is on MongoDB: use mongodump (see docs/operations.md).');
  // Opening a missing store would create an empty one, and a backup of nothing would look like success.
  if (!existsSync(join(dataDir, FILE))) throw new CliError(`${dataDir} (TALLY_DATA_DIR) holds no store.`);
  return withLocalApi(null, (api) =>
    api.post<BackupManifest>('/v1/backups', { destination: resolve(destination), withKeys }),
  );
}

function configured(): Config {
  try {
    return new Config(process.env);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}
