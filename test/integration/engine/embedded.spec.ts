import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mongoose';
import { openDatabase } from '../../../src/platform/database/database.js';
import { engineOf } from '../../../src/platform/database/embedded/driver/embedded-driver.js';
import type { EmbeddedEngine } from '../../../src/platform/database/embedded/driver/embedded-engine.js';
import { openSqlite } from '../../../src/platform/database/embedded/store/sqlite.js';
import { explainQuery, storedIndexKeys, watchScans } from '../../support/explain-query.js';

// What only the embedded engine promises: the folder, the shared commit, and which index a query uses.

// The child process that holds a folder uses SQLite directly, so it needs no compiled code.
const sqliteModule =
  Number.parseInt(process.versions.node, 10) >= 24 ? 'node:sqlite' : '@photostructure/sqlite';

let folder: string;
let connection: Connection;
let engine: EmbeddedEngine;

async function open(): Promise<void> {
  connection = await openDatabase({ dataDir: folder });
  engine = engineOf(connection) as EmbeddedEngine;
}

async function rejection(run: () => unknown): Promise<Error & Record<string, unknown>> {
  try {
    await run();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

/** The number of rows that a second connection to the file sees: only what is committed. */
function committed(collection: string): number {
  const reader = openSqlite(join(folder, 'tally.db'), { readOnly: true });
  try {
    const statement = reader.prepare(`SELECT count(*) FROM "c:${collection}"`);
    statement.setReturnArrays(true);
    return Number(statement.get()?.[0]);
  } finally {
    reader.close();
  }
}

function countCommits(): () => number {
  let commits = 0;
  const commit = engine.commit.bind(engine);
  engine.commit = () => {
    commits += 1;
    commit();
  };
  return () => commits;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tally-test-'));
  await open();
});
afterEach(async () => {
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the shared commit', () => {
  it('holds all writes of one turn of the event loop, and each resolves after it', async () => {
    const [readings, audit] = [connection.collection('readings'), connection.collection('audit')];
    await audit.insertOne({ _id: 'first' } as never);
    const commits = countCommits();
    const writes = [
      audit.insertOne({ _id: 'a' } as never).then(() => committed('readings')),
      readings.insertMany([{ _id: 'r1' }, { _id: 'r2' }] as never).then(() => committed('audit')),
      readings.updateOne({ _id: 'r1' } as never, { $set: { n: 1 } }),
      readings.findOneAndUpdate({ _id: 'r1' } as never, { $inc: { n: 1 } }, { returnDocument: 'after' }),
    ];
    expect(await Promise.all(writes)).toEqual([
      2,
      2,
      expect.objectContaining({ modifiedCount: 1 }),
      { _id: 'r1', n: 2 },
    ]);
    expect(commits()).toBe(1);
  });

  it('rejects only the write that fails', async () => {
    const things = connection.collection('things');
    const results = await Promise.allSettled([
      things.insertOne({ _id: 'a' } as never),
      things.insertOne({ _id: 'a' } as never),
      things.insertOne({ _id: 'b' } as never),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(committed('things')).toBe(2);
  });

  it('keeps nothing of a group that the disk rejects, and works again afterward', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertOne({ _id: 'before', n: 0 } as never);
    engine.statements.database.exec('PRAGMA max_page_count = 10');
    const large = Array.from({ length: 200 }, (_, n) => ({ _id: `large${n}`, n, text: 'x'.repeat(2_000) }));
    const results = await Promise.allSettled([
      things.insertOne({ _id: 'small', n: 1 } as never),
      things.insertMany(large as never),
      connection.collection('made-in-the-group').insertOne({ _id: 'x' } as never),
    ]);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'StorageUnavailable', httpStatus: 503 },
      });
    }
    expect(await things.find({}).toArray()).toEqual([{ _id: 'before', n: 0 }]);
    expect(await connection.collection('made-in-the-group').countDocuments()).toBe(0);
    await things.insertMany(large as never);
    await connection.collection('made-in-the-group').insertOne({ _id: 'x' } as never);
    expect(committed('things')).toBe(201);
  });

  it('stores the document as it was when the write was requested', async () => {
    const things = connection.collection('things');
    const document = { _id: 'a', list: [1] };
    const write = things.insertOne(document as never);
    document.list.push(2);
    await write;
    expect(await things.findOne({ _id: 'a' } as never)).toEqual({ _id: 'a', list: [1] });
  });

  it('orders new fields of an update by name, as the server does', async () => {
    const things = connection.collection('things');
    await things.insertOne({ _id: 'a', m: 1 } as never);
    await things.updateOne({ _id: 'a' } as never, { $set: { z: 1, b: 1 }, $inc: { a: 1 } });
    expect(Object.keys((await things.findOne({ _id: 'a' } as never)) ?? {})).toEqual([
      '_id',
      'm',
      'a',
      'b',
      'z',
    ]);
  });

  it('sorts null before the smallest number', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany([
      { _id: 'a', n: -Number.MAX_VALUE },
      { _id: 'b' },
      { _id: 'c', n: Infinity },
    ] as never);
    const sorted = await things.find({}, { sort: { n: 1 } }).toArray();
    expect(sorted.map(({ _id }) => String(_id))).toEqual(['b', 'a', 'c']);
    expect(await things.countDocuments({ n: { $lt: 0 } })).toBe(1);
  });

  it('syncs: the file is in WAL mode with full synchronization', () => {
    const pragma = (name: string) => engine.statements.database.prepare(`PRAGMA ${name}`).get();
    expect(Object.values(pragma('journal_mode') ?? {})).toEqual(['wal']);
    expect(Object.values(pragma('synchronous') ?? {})).toEqual([2]);
  });
});

describe('a large group of inserts, written by the writing thread', () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({
      _id: `d${from + n}`,
      n: from + n,
      at: new Date(from + n),
    }));

  async function outcome(of: Connection, docs: readonly object[]): Promise<unknown> {
    const error = await rejection(() =>
      of.collection('things').insertMany(docs as never, { ordered: false }),
    );
    const { code, message, writeErrors } = error as unknown as {
      code: number;
      message: string;
      writeErrors: { index: number; code: number; errmsg: string }[];
    };
    return {
      name: error.name,
      code,
      message,
      writeErrors: writeErrors.map((each) => [each.index, each.code, each.errmsg]),
    };
  }

  it('is committed before it resolves, without a commit in the main thread', async () => {
    const [things, audit] = [connection.collection('things'), connection.collection('audit')];
    await things.createIndexes([{ key: { n: 1 }, unique: true }]);
    await audit.insertOne({ _id: 'first' } as never);
    const commits = countCommits();
    const seen = await Promise.all([
      things.insertMany(many(0, 200) as never, { ordered: false }).then(() => committed('audit')),
      audit.insertOne({ _id: 'a' } as never).then(() => committed('things')),
    ]);
    expect(seen).toEqual([2, 200]);
    expect(commits()).toBe(0);
    expect(await things.find({ n: { $gte: 198 } }).toArray()).toEqual(many(198, 200));
  });

  it('reports duplicates as the main thread does', async () => {
    const here = await openDatabase({ dataDir: '', inMemory: true });
    try {
      const docs = [...many(150, 300), { _id: 'other', n: 299 }, ...many(299, 301)];
      const outcomes: unknown[] = [];
      for (const one of [connection, here]) {
        await one.collection('things').createIndexes([{ key: { n: 1 }, unique: true }]);
        await one.collection('things').insertMany(many(100, 200) as never);
        outcomes.push(await outcome(one, docs));
        expect(await one.collection('things').countDocuments()).toBe(201);
      }
      expect(outcomes[0]).toEqual(outcomes[1]);
      expect(outcomes[0]).toMatchObject({ code: 11000, writeErrors: { length: 52 } });
    } finally {
      await here.close();
    }
  });

  it('holds up the writes after it', async () => {
    const things = connection.collection('things');
    await things.insertOne({ _id: 'first' } as never);
    const inserted = things.insertMany(many(0, 500) as never, { ordered: false });
    await new Promise((resolve) => setImmediate(resolve));
    const updated = things.updateMany({ n: { $lt: 400 } }, { $set: { seen: true } });
    const again = things.insertMany(many(500, 600) as never, { ordered: false });
    expect(await updated).toMatchObject({ modifiedCount: 400 });
    await Promise.all([inserted, again]);
    expect(committed('things')).toBe(601);
  });

  it('is kept when the database closes before it is committed', async () => {
    const things = connection.collection('things');
    await things.insertOne({ _id: 'first' } as never);
    const inserted = things.insertMany(many(0, 500) as never, { ordered: false });
    await new Promise((resolve) => setImmediate(resolve));
    await connection.close();
    await inserted;
    await open();
    expect(await connection.collection('things').countDocuments()).toBe(501);
  });

  it('refuses a waiting write, and survives, when the file cannot be reopened', async () => {
    const things = connection.collection('things');
    await things.insertOne({ _id: 'first' } as never);
    await things.insertMany(many(0, 100) as never, { ordered: false });
    const other = openSqlite(join(folder, 'tally.db'));
    other.exec('BEGIN IMMEDIATE');
    const away = rejection(() => things.insertMany(many(100, 200) as never, { ordered: false }));
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = rejection(() => things.insertMany(many(200, 300) as never, { ordered: false }));
    renameSync(join(folder, 'tally.db'), join(folder, 'elsewhere.db'));
    mkdirSync(join(folder, 'tally.db'));
    expect((await away).name).toBe('StorageUnavailable');
    expect((await waiting).name).toBe('StorageUnavailable');
    rmdirSync(join(folder, 'tally.db'));
    renameSync(join(folder, 'elsewhere.db'), join(folder, 'tally.db'));
    other.exec('ROLLBACK');
    other.close();
    await things.insertMany(many(200, 300) as never, { ordered: false });
    expect(committed('things')).toBe(201);
  });

  it('reads many keys in the reading thread, with the same result', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany(many(0, 300) as never, { ordered: false });
    await things.updateMany({ n: { $gte: 290 } }, { $set: { at: null, extra: { n: 1 } } });
    const asked = { n: { $in: Array.from({ length: 200 }, (_, n) => n + 100) } };
    const whole = [
      ...many(100, 290),
      ...many(290, 300).map((one) => ({ ...one, at: null, extra: { n: 1 } })),
    ];
    for (let time = 0; time < 2; time += 1) {
      expect(await things.find(asked, { sort: { n: 1 } }).toArray()).toEqual(whole);
      expect(await things.find(asked, { sort: { n: 1 }, projection: { n: 1 } }).toArray()).toEqual(
        whole.map(({ _id, n }) => ({ _id, n })),
      );
    }
    await things.insertOne({ extra: { n: 7 }, _id: 'odd', n: 299 } as never);
    const odd = await things.find(asked, { projection: { _id: 1, n: 1 } }).toArray();
    expect(odd.filter(({ n }) => n === 299)).toHaveLength(2);
  });

  it('reads many expected documents in the reading thread, with the same result', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany(many(0, 300) as never, { ordered: false });
    const asked = { n: { $gte: 100 } };
    const read = jest.spyOn(engine.reader!, 'read');
    for (const projection of [{ _id: 0, at: 1 }, { n: 1 }]) {
      const here = await things.find(asked, { sort: { n: 1 }, projection }).toArray();
      expect(read).not.toHaveBeenCalled();
      for (let time = 0; time < 2; time += 1) {
        const options = { sort: { n: 1 }, projection, batchSize: 1000 } as const;
        expect(await things.find(asked, options).toArray()).toEqual(here);
      }
      expect(read).toHaveBeenCalled();
      read.mockClear();
    }
  });

  it('keeps nothing when the disk refuses, and works again afterward', async () => {
    const things = connection.collection('things');
    await things.insertOne({ _id: 'first' } as never);
    // A second writer that holds the lock makes the file unwritable.
    const other = openSqlite(join(folder, 'tally.db'));
    other.exec('BEGIN IMMEDIATE');
    const refused = await rejection(() => things.insertMany(many(0, 100) as never, { ordered: false }));
    expect(refused).toMatchObject({ name: 'StorageUnavailable', httpStatus: 503 });
    other.exec('ROLLBACK');
    other.close();
    expect(await things.countDocuments()).toBe(1);
    await things.insertMany(many(0, 100) as never, { ordered: false });
    expect(committed('things')).toBe(101);
  });
});

describe('the folder', () => {
  it('keeps documents and indexes when it is reopened', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { key: 1 }, unique: true, partialFilterExpression: { open: true } }]);
    await things.insertMany([
      { _id: 'a', key: 1, open: true, at: new Date(5) },
      { _id: 'b' },
      { _id: 'c' },
    ] as never);
    await connection.close();
    await open();
    const again = connection.collection('things');
    expect(await again.findOne({ key: 1 })).toEqual({ _id: 'a', key: 1, open: true, at: new Date(5) });
    expect(await rejection(() => again.insertOne({ _id: 'd', key: 1, open: true } as never))).toMatchObject({
      code: 11000,
    });
    expect(await storedIndexKeys(connection, 'things')).toEqual([['_id'], ['key']]);
  });

  it('refuses a second opener and names the folder and the process', async () => {
    const error = await rejection(() => openDatabase({ dataDir: folder }));
    expect(error).toMatchObject({ name: 'FolderInUse', folder, pid: process.pid });
    expect(error.message).toBe(`The data folder ${folder} is in use by process ${process.pid}`);
  });

  it('is free after its holder was killed', async () => {
    await connection.close();
    const holder = `
      const { DatabaseSync } = require(${JSON.stringify(sqliteModule)});
      globalThis.held = new DatabaseSync(${JSON.stringify(join(folder, 'tally.lock'))});
      held.exec("BEGIN EXCLUSIVE");
      require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'tally.pid'))}, String(process.pid));
      console.log('held');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--no-warnings', '-e', holder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const error = await rejection(() => openDatabase({ dataDir: folder }));
      expect(error).toMatchObject({ name: 'FolderInUse', pid: child.pid });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await open();
    expect(await connection.collection('things').countDocuments()).toBe(0);
  });

  it('commits what was queued before it closes', async () => {
    const things = connection.collection('things');
    const write = things.insertOne({ _id: 'last' } as never);
    await connection.close();
    await write;
    await open();
    expect(await connection.collection('things').countDocuments()).toBe(1);
  });

  it('is removed when it was temporary', async () => {
    const throwAway = await openDatabase({ dataDir: folder, inMemory: true });
    const { folder: temporary } = (engineOf(throwAway) as EmbeddedEngine).options;
    await throwAway.collection('things').insertOne({ n: 1 });
    await throwAway.close();
    expect(() => openSqlite(join(temporary, 'tally.db'), { readOnly: true }).exec('SELECT 1')).toThrow();
  });
});

describe('indexes', () => {
  const explained: [string, object, object | undefined, object][] = [
    ['the key', { _id: 'a' }, undefined, { index: '_id_', isFiltered: false }],
    ['many keys', { _id: { $in: ['a', 'b'] }, n: 1 }, undefined, { index: '_id_', isFiltered: true }],
    [
      'a unique pair',
      { practiceId: 'p', source: 's' },
      undefined,
      { index: 'practiceId_1_source_1', isFiltered: false },
    ],
    [
      'the longer prefix',
      { practiceId: 'p', patientId: { $in: ['a', 'b'] } },
      undefined,
      { index: 'practiceId_1_patientId_1_at_1' },
    ],
    [
      'a prefix, a range and the order',
      { practiceId: 'p', patientId: 'x', at: { $gte: 'a', $lt: 'b' } },
      { at: -1 },
      { index: 'practiceId_1_patientId_1_at_1', isOrdered: true, isFiltered: false },
    ],
    [
      'the order, where prefixes tie',
      { practiceId: 'p' },
      { at: -1 },
      { index: 'practiceId_1_at_-1', isOrdered: true },
    ],
    [
      'a partial index',
      { status: 'open', due: { $lt: 'x' } },
      { due: 1 },
      { index: 'open', isOrdered: true },
    ],
    ['no partial index for what it lacks', { status: 'closed' }, undefined, { index: 'scan' }],
    ['alternatives', { $or: [{ _id: 'a' }, { practiceId: 'p', source: 's' }] }, undefined, { index: '_id_' }],
    ['a field without an index', { other: 1 }, undefined, { index: 'scan', isFiltered: true }],
    ['nothing that could match', { _id: { $in: [] } }, undefined, { index: 'none' }],
    [
      'the whole collection in order',
      {},
      { practiceId: 1, at: -1 },
      { index: 'practiceId_1_at_-1', isOrdered: true },
    ],
  ];

  it.each(explained)('are used for %s', async (_name, filter, sort, expected) => {
    await connection
      .collection('things')
      .createIndexes([
        { key: { practiceId: 1, source: 1 }, unique: true },
        { key: { practiceId: 1, patientId: 1, at: 1 } },
        { key: { practiceId: 1, at: -1 } },
        { key: { status: 1, due: 1 }, name: 'open', partialFilterExpression: { status: 'open' } },
      ]);
    const question = { filter: filter as never, ...(sort === undefined ? {} : { sort: sort as never }) };
    expect(explainQuery(connection, 'things', question)).toMatchObject(expected);
  });

  it('are watched: only a query that scans is reported', async () => {
    const things = connection.collection('things');
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertOne({ _id: 'a', n: 1 } as never);
    const scans = watchScans(connection);
    await things.findOne({ n: 1 });
    await things.find({}).toArray();
    await things.updateOne({ _id: 'a' } as never, { $set: { n: 2 } });
    expect(scans()).toEqual([]);
    const again = watchScans(connection);
    await things.countDocuments({ n: { $ne: 1 } });
    await things.countDocuments({ unindexed: 1 });
    await things.find({ unindexed: 1 }).sort({ n: 1 }).toArray();
    expect(again().length).toBe(3);
  });
});
