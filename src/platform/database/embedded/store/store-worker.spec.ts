import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openFile } from './open-file.js';
import { StoreWorker } from './store-worker.js';

let folder: string;
let worker: StoreWorker;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tally-store-'));
  const database = openFile(folder, 'full');
  database.exec('CREATE TABLE t(a INTEGER)');
  database.close();
  worker = new StoreWorker({ folder });
});

afterEach(async () => {
  await worker.close();
  rmSync(folder, { recursive: true });
});

const insert = (table: string, ...values: number[]) =>
  worker.insert([{ sql: `INSERT INTO ${table}(a) VALUES(?)`, rows: values.map((value) => [value]) }]);

describe('inserts in a store thread', () => {
  it('are refused after one that failed, until the failure is known', async () => {
    const sent = [insert('t', 1), insert('missing', 2), insert('t', 3), insert('t', 4)];
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);

    await insert('t', 5);
    const stored = await worker.read({ sql: 'SELECT CAST(a AS TEXT) FROM t', parameters: [], cut: null });
    expect(JSON.parse(stored)).toEqual([1, 5]);
  });
});
