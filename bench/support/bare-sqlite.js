import { join } from 'node:path';
import { openSqlite } from '../../dist/platform/database/embedded/store/sqlite.js';
import { reading } from './evidence.js';
import { measure, round } from './measure.js';
import { deviceId, patientId } from './practice-names.js';
import { PRACTICE_ID, SOURCE } from './practice.js';

const SCHEMA = `
  CREATE TABLE readings(id TEXT NOT NULL, practice TEXT NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL,
    patient TEXT NOT NULL, day TEXT NOT NULL, device TEXT NOT NULL, taken_at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE UNIQUE INDEX by_id ON readings(id);
  CREATE UNIQUE INDEX by_key ON readings(practice, source, key);
  CREATE INDEX by_patient ON readings(practice, patient, day);
  CREATE INDEX by_device ON readings(practice, device, taken_at);`;

/**
 * The baseline: SQLite alone with the same indexes, the same durability and a JSON body, but without HTTP, parsing, checks,
 * attribution or audit.
 */
export async function bareSqlite(folder, { rows, perCommit, devices }) {
  const database = openSqlite(join(folder, 'bare.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -98304');
  database.exec(SCHEMA);
  const insert = database.prepare(
    'INSERT INTO readings VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const begun = Date.parse('2026-01-01T00:00:00Z');
  const { seconds, cpuSeconds } = await measure(() => {
    for (let row = 0; row < rows;) {
      database.exec('BEGIN IMMEDIATE');
      for (const end = Math.min(rows, row + perCommit); row < end; row += 1) {
        const device = row % devices;
        const takenMs = begun + row * 1000;
        const body = JSON.stringify(reading(`R${row}`, deviceId(device), takenMs));
        // Real ids are hashes, so this one is scattered too.
        const id = `${PRACTICE_ID}:${(Math.imul(row, 2_654_435_761) >>> 0).toString(36)}${row}`;
        const day = new Date(takenMs).toISOString().slice(0, 10);
        insert.run(
          id,
          PRACTICE_ID,
          SOURCE,
          `x:R${row}`,
          patientId(device),
          day,
          deviceId(device),
          takenMs,
          body,
        );
      }
      database.exec('COMMIT');
    }
  });
  database.close();
  return { rows, perCommit, seconds, cpuSeconds, rowsPerSecond: round(rows / seconds, 0) };
}
