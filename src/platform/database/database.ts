import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { openEmbedded } from './embedded/driver/embedded-driver.js';
import { namesDatabase } from './names-database.js';

export interface DatabaseConfig {
  /** A MongoDB server (replica set); its path names the database. Without it, the embedded engine is used. */
  mongodbUri?: string | undefined;
  /** The folder of the embedded engine, created if it is missing. */
  dataDir: string;
  /** A database in a temporary folder that is removed when the connection closes. It is not synced to disk. */
  inMemory?: boolean | undefined;
  /** `none` leaves syncing to the operating system. For temporary databases only. */
  durability?: 'full' | 'none' | undefined;
}

const DATABASE_NAME = 'tally';

async function openServer(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    retryWrites: true,
    retryReads: true,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    ...(namesDatabase(uri) ? {} : { dbName: DATABASE_NAME }),
  });
  return connection.asPromise();
}

async function openTemporary(): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), 'tally-'));
  const connection = await openEmbedded({ folder, durability: 'none', databaseName: DATABASE_NAME });
  connection.once('close', () => rmSync(folder, { recursive: true, force: true }));
  return connection;
}

/**
 * Opens the configured engine. Does not create indexes: see `ensureIndexes`.
 * @throws FolderInUse when another process holds the data folder
 */
export async function openDatabase(config: DatabaseConfig): Promise<Connection> {
  if (config.mongodbUri !== undefined && config.mongodbUri !== '') return openServer(config.mongodbUri);
  if (config.inMemory === true) return openTemporary();
  return openEmbedded({
    folder: config.dataDir,
    durability: config.durability ?? 'full',
    databaseName: DATABASE_NAME,
  });
}

/** Creates the indexes that the registered models declare. Throws, and so stops the boot, if one cannot be created. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    const declared = model.schema.indexes();
    if (declared.length === 0) continue;
    const specs = declared.map(([key, { background: _background, ...options }]) => ({ key, ...options }));
    await model.collection.createIndexes(specs as never);
  }
}
