import { parentPort, workerData } from 'node:worker_threads';
import type { InsertAnswer, InsertOrder } from './insert-messages.js';
import { openFile } from './open-file.js';
import { sqliteCode, type SqliteDatabase, type SqliteStatement } from './sqlite.js';

// Runs in a thread of its own: each order is one transaction of inserts, answered after it is synced. The thread knows
// nothing of documents; while it waits for the disk the main thread takes in what comes next.

const folder = workerData as string;
const statements = new Map<string, SqliteStatement>();
let database: SqliteDatabase | null = null;

function prepare(sql: string): SqliteStatement {
  database ??= openFile(folder, 'full');
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

/** One byte a row: 1 when it was inserted, 0 when it was there. */
function insert({ sets }: InsertOrder): Uint8Array {
  const inserted = new Uint8Array(sets.reduce((count, { rows }) => count + rows.length, 0));
  let position = 0;
  prepare('BEGIN IMMEDIATE').run();
  for (const { sql, rows } of sets) {
    const statement = prepare(sql);
    for (const row of rows) inserted[position++] = Number(statement.run(...row).changes);
  }
  prepare('COMMIT').run();
  return inserted;
}

/** A failed sync may have lost pages: the file is opened anew at the next order, as of the last commit. */
function abandon(): void {
  statements.clear();
  try {
    database?.close();
  } catch {
    // What cannot be closed is left to the new connection's recovery.
  }
  database = null;
}

function answer(order: InsertOrder): InsertAnswer {
  try {
    return { inserted: insert(order) };
  } catch (error) {
    abandon();
    return { code: sqliteCode(error), message: String(error) };
  }
}

parentPort?.on('message', (order: InsertOrder | 'end') => {
  if (order !== 'end') return parentPort?.postMessage(answer(order));
  database?.close();
  parentPort?.close();
});
