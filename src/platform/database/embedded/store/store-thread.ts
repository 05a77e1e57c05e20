import { parentPort, workerData } from 'node:worker_threads';
import { listOf } from '../documents/cut-texts.js';
import { openFile } from './open-file.js';
import { sqliteCode } from './sqlite.js';
import { StatementCache } from './statement-cache.js';
import type {
  InsertSet,
  Numbered,
  ReadOrder,
  StoreAnswer,
  StoreOrder,
  StorePlace,
} from './store-messages.js';

// A worker thread with its own connection, for large groups of inserts and large reads. It knows SQL and texts, not
// documents. While it works and waits for the disk, the main thread takes in what comes next.

const { folder, cacheKib } = workerData as StorePlace;
let statements: StatementCache | null = null;
let failures = 0;

function open(): StatementCache {
  statements ??= new StatementCache(openFile(folder, 'full', cacheKib));
  return statements;
}

function insert(sets: readonly InsertSet[]): Uint8Array {
  const cache = open();
  const inserted = new Uint8Array(sets.reduce((count, { rows }) => count + rows.length, 0));
  let position = 0;
  cache.prepare('BEGIN IMMEDIATE').run();
  for (const { sql, rows } of sets) {
    const statement = cache.prepare(sql);
    for (const row of rows) inserted[position++] = Number(statement.run(...row).changes);
  }
  cache.prepare('COMMIT').run();
  return inserted;
}

/** One text for all rows: copying and parsing it is cheaper than many small ones. */
function read({ sql, parameters, cut }: ReadOrder): string {
  const rows = open()
    .prepare(sql)
    .all(...parameters);
  return listOf(
    rows.map(([text]) => text as string),
    cut,
  );
}

/** A failed sync may have lost pages. The next order reopens the file as of the last commit. */
function abandon(): void {
  statements?.abandon();
  statements = null;
}

function answer(order: StoreOrder): StoreAnswer {
  if (order.kind === 'insert' && order.failuresKnown !== failures) {
    return { code: null, message: 'The inserts before these failed' };
  }
  try {
    if (order.kind === 'insert') return { inserted: insert(order.sets) };
    return { list: read(order) };
  } catch (error) {
    abandon();
    if (order.kind === 'insert') failures += 1;
    return { code: sqliteCode(error), message: String(error) };
  }
}

parentPort?.on('message', (order: Numbered<StoreOrder> | 'end') => {
  if (order !== 'end') {
    const { number, content } = order;
    return parentPort?.postMessage({ number, content: answer(content) } satisfies Numbered<StoreAnswer>);
  }
  statements?.database.close();
  parentPort?.close();
});
