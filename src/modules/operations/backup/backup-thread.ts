import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite, sqliteCode } from '../../../platform/database/embedded/store/sqlite.js';
import type { BackupThreadAnswer, BackupThreadOrder } from './backup-thread-messages.js';
import { fileSha256, inspectStore } from './inspect-store.js';

// Runs in a separate thread with its own connection, which reads one snapshot of the store. The main thread keeps
// writing while it copies.

async function copy({ source, target }: BackupThreadOrder): Promise<BackupThreadAnswer> {
  try {
    const database = openSqlite(source, { readOnly: true });
    try {
      database.exec('PRAGMA cache_size = -8192');
      // The copy is compact and in a single file. The caller syncs it.
      database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
    return { content: inspectStore(target), sha256: await fileSha256(target) };
  } catch (error) {
    return { code: sqliteCode(error), message: String(error) };
  }
}

parentPort?.postMessage(await copy(workerData as BackupThreadOrder));
