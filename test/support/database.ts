import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { openDatabase } from '../../src/platform/database/database.js';
import { withDatabase } from './with-database.js';

export interface TestDatabase {
  connection: Connection;
  engine: 'embedded' | 'server';
  /** The embedded engine's folder, null on a server. */
  folder: string | null;
  /** Closes the connection and removes what the test stored. */
  close(): Promise<void>;
}

let isNoticed = false;

function noticeOnce(): void {
  if (isNoticed) return;
  isNoticed = true;
  process.stdout.write('MONGODB_URI is not set: the run over the wire is skipped\n');
}

async function openServer(uri: string): Promise<TestDatabase> {
  const mongodbUri = withDatabase(uri, `tally-test-${randomUUID()}`);
  const connection = await openDatabase({ mongodbUri, dataDir: '' });
  const close = async (): Promise<void> => {
    await connection.dropDatabase();
    await connection.close();
  };
  return { connection, engine: 'server', folder: null, close };
}

/**
 * A database for one test: the embedded engine in a fresh folder or, if `MONGODB_URI` names a server,
 * a fresh database there.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const uri = process.env['MONGODB_URI'];
  if (uri !== undefined && uri !== '') return openServer(uri);
  noticeOnce();
  return openEmbeddedTestDatabase('none');
}

/**
 * The embedded engine in a fresh folder, even if a server is named, for tests of what only this engine promises.
 * Most suites do not test what survives a crash, so they do not wait for the disk (`none`).
 */
export async function openEmbeddedTestDatabase(
  durability: 'full' | 'none' = 'full',
): Promise<TestDatabase & { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tally-test-'));
  const connection = await openDatabase({ dataDir: folder, durability });
  const close = async (): Promise<void> => {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { connection, engine: 'embedded', folder, close };
}
