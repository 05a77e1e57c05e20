import { openSqlite } from '../../dist/platform/database/embedded/store/sqlite.js';
import { PRACTICE_ID } from './practice.js';

/**
 * Multiplies the readings of a closed store. The copies have other ids, patients and devices, so the tables and indexes get
 * the size of years in a large practice. Delivering as many readings takes an hour; this takes minutes.
 */
export function multiplyReadings(file, times) {
  const database = openSqlite(file);
  const indexes = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'c:readings'")
    .all();
  const columns = database.prepare('PRAGMA table_info("c:readings")').all();
  const fields = fieldsOf(indexes);
  database.exec('PRAGMA synchronous = OFF');
  for (const { name } of indexes) database.exec(`DROP INDEX "${name}"`);
  const [{ last }] = database.prepare('SELECT max(rowid) AS last FROM "c:readings"').all();
  const idStart = PRACTICE_ID.length + 1;
  for (let copy = 1; copy < times; copy += 1) {
    const own = (column) => `'${copy}-' || ${column}`;
    const values = columns.map(({ name }) => {
      if (name === '_id') return `substr(_id, 1, ${idStart}) || '${copy}-' || substr(_id, ${idStart + 1})`;
      if (name === fields.patientId || name === fields.deviceId) return own(name);
      if (name !== 'doc') return `"${name}"`;
      const patient = `replace(doc, '"patientId":"', '"patientId":"${copy}-')`;
      return `replace(${patient}, '"deviceId":"', '"deviceId":"${copy}-')`;
    });
    database.exec(
      `INSERT INTO "c:readings" SELECT ${values.join(', ')} FROM "c:readings" WHERE rowid <= ${last} ORDER BY rowid`,
    );
  }
  for (const { sql } of indexes) database.exec(sql);
  database.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
  const [{ count }] = database.prepare('SELECT count(*) AS count FROM "c:readings"').all();
  database.close();
  return count;
}

/** The columns of patient and device, taken from the names and columns of the indexes. */
function fieldsOf(indexes) {
  const found = {};
  for (const { name, sql } of indexes) {
    const paths = name.replace(/^i:readings:/, '').split(/_1_?/);
    const columns = /\(([^)]*)\)/.exec(sql)?.[1].split(', ') ?? [];
    for (const [position, path] of paths.entries()) found[path] ??= columns[position];
  }
  return found;
}
