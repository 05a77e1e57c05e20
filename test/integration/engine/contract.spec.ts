import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { ensureIndexes } from '../../../src/platform/database/database.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { storedIndexKeys } from '../../support/explain-query.js';

// One contract. It runs on the embedded engine and, if MONGODB_URI names one, on a server.

type Things = mongoose.Collection;

const { MongoServerError, ObjectId } = mongoose.mongo;

let database: TestDatabase;
let connection: Connection;
let things: Things;
let number = 0;

async function rejection(promise: Promise<unknown>): Promise<Record<string, unknown> & Error> {
  try {
    await promise;
  } catch (error) {
    return error as Record<string, unknown> & Error;
  }
  throw new Error('expected a rejection');
}

const all = (filter: object = {}, options: object = {}) => things.find(filter as never, options).toArray();
const ids = async (filter: object, options: object = { sort: { _id: 1 } }) =>
  (await all(filter, options)).map((document) => document._id as unknown);

const index = (key: object, options: object = {}) =>
  things.createIndexes([{ key, ...options }] as never) as Promise<string[]>;

beforeAll(async () => {
  database = await openTestDatabase();
  connection = database.connection;
});
afterAll(() => database.close());
beforeEach(() => {
  number += 1;
  things = connection.collection(`things${number}`);
});

describe('inserting', () => {
  it('returns what was stored, value by value', async () => {
    const id = new ObjectId();
    const document = {
      _id: 'a',
      text: 'é 😀 \u0000 "quoted"',
      whole: 7,
      part: -0.125,
      large: 2 ** 52,
      yes: true,
      nothing: null,
      at: new Date('2026-03-08T08:30:00.123Z'),
      id,
      list: [1, 'two', { three: 3 }, [4], null],
      nested: { 'odd key': { deep: [] }, empty: {} },
    };
    expect(await things.insertOne({ ...document } as never)).toEqual({ acknowledged: true, insertedId: 'a' });
    expect(await things.findOne({ _id: 'a' } as never)).toEqual(document);
  });

  it('keeps bytes', async () => {
    await things.insertOne({ _id: 'b', bytes: Buffer.from([0, 1, 255]) } as never);
    const stored = await things.findOne({ _id: 'b' } as never);
    expect(Buffer.from((stored?.['bytes'] as { value(): Uint8Array }).value())).toEqual(
      Buffer.from([0, 1, 255]),
    );
  });

  it('creates a missing ObjectId and puts it into the caller’s object', async () => {
    const given: Record<string, unknown> = { name: 'x' };
    const { insertedId } = await things.insertOne(given);
    expect(insertedId).toBeInstanceOf(ObjectId);
    expect(given['_id']).toBe(insertedId);
    expect(await things.findOne({ _id: insertedId })).toEqual({ _id: insertedId, name: 'x' });
  });

  it('stores undefined as null, as the driver does', async () => {
    await things.insertOne({ _id: 'u', gone: undefined } as never);
    expect(await things.findOne({ _id: 'u' } as never)).toEqual({ _id: 'u', gone: null });
  });

  it('refuses a second document with the same _id, with the server’s error', async () => {
    await things.insertOne({ _id: 'a' } as never);
    const error = await rejection(things.insertOne({ _id: 'a', other: 1 } as never));
    expect(error).toBeInstanceOf(MongoServerError);
    expect(error).toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
    expect(error.message).toMatch(
      /^E11000 duplicate key error collection: \S+\.things\d+ index: _id_ dup key: \{ _id: "a" \}$/,
    );
  });

  it('refuses a second key of a unique index, naming index, fields and values', async () => {
    await index({ source: 1, key: -1 }, { unique: true });
    await things.insertOne({ _id: '1', source: 's', key: 5 } as never);
    const error = await rejection(things.insertOne({ _id: '2', source: 's', key: 5 } as never));
    expect(error).toMatchObject({
      code: 11000,
      keyPattern: { source: 1, key: -1 },
      keyValue: { source: 's', key: 5 },
    });
    expect(error.message).toMatch(/index: source_1_key_-1 dup key: \{ source: "s", key: 5 \}$/);
    await things.insertOne({ _id: '3', source: 's', key: 6 } as never);
    expect(await ids({})).toEqual(['1', '3']);
  });

  it('treats null and missing as one value in a unique index, and keeps types apart', async () => {
    await index({ key: 1 }, { unique: true });
    await things.insertMany([
      { _id: '1' },
      { _id: '2', key: 1 },
      { _id: '3', key: '1' },
      { _id: '4', key: true },
    ] as never);
    expect(await rejection(things.insertOne({ _id: '5', key: null } as never))).toMatchObject({
      code: 11000,
    });
    expect(await rejection(things.insertOne({ _id: '6', key: 1.0 } as never))).toMatchObject({ code: 11000 });
    await things.insertOne({ _id: '7', key: false } as never);
    expect(await things.countDocuments()).toBe(5);
  });

  it('insertMany returns counts and ids', async () => {
    expect(await things.insertMany([{ _id: 'a' }, { _id: 'b' }] as never)).toEqual({
      acknowledged: true,
      insertedCount: 2,
      insertedIds: { 0: 'a', 1: 'b' },
    });
  });

  it('ordered insertMany keeps what came before the duplicate', async () => {
    const error = await rejection(
      things.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'a' }, { _id: 'c' }] as never),
    );
    expect(error.name).toBe('MongoBulkWriteError');
    expect(error).toMatchObject({ code: 11000, insertedCount: 2 });
    expect(
      (error['writeErrors'] as { index: number; code: number }[]).map(({ index, code }) => [index, code]),
    ).toEqual([[2, 11000]]);
    expect(await ids({})).toEqual(['a', 'b']);
  });

  it('unordered insertMany keeps all but the duplicates', async () => {
    await index({ key: 1 }, { unique: true });
    const batch = [
      { _id: 'a', key: 1 },
      { _id: 'b', key: 1 },
      { _id: 'c', key: 2 },
      { _id: 'a', key: 3 },
      { _id: 'd', key: 4 },
    ];
    const error = await rejection(things.insertMany(batch as never, { ordered: false }));
    expect(error).toMatchObject({ name: 'MongoBulkWriteError', code: 11000, insertedCount: 3 });
    const errors = error['writeErrors'] as { index: number; errmsg: string }[];
    expect(errors.map(({ index }) => index)).toEqual([1, 3]);
    expect(errors[0]?.errmsg).toMatch(/index: key_1 dup key: \{ key: 1 \}$/);
    expect(errors[1]?.errmsg).toMatch(/index: _id_ dup key: \{ _id: "a" \}$/);
    expect(await ids({})).toEqual(['a', 'c', 'd']);
  });
});

describe('finding', () => {
  const people = [
    { _id: 'a', n: 1, tag: ['x', 'y'], sub: { k: 1 }, at: new Date(1000), kind: 'p', word: 'Pear' },
    { _id: 'b', n: 2, tag: ['y'], sub: { k: 2 }, at: new Date(2000), kind: 'q' },
    { _id: 'c', n: 2, tag: [], sub: { k: null }, kind: null },
    {
      _id: 'd',
      n: '2',
      items: [
        { q: 1, r: 'u' },
        { q: 5, r: 'v' },
      ],
    },
    { _id: 'e', n: null, items: [{ q: 3, r: 'v' }] },
    { _id: 'f', n: true },
    { _id: 'g', n: 10.5 },
  ];
  const filters: [string, object, string[]][] = [
    ['equality', { n: 2 }, ['b', 'c']],
    ['equality of two fields', { n: 2, kind: 'q' }, ['b']],
    ['null, which is also missing', { kind: null }, ['c', 'd', 'e', 'f', 'g']],
    ['an element of an array', { tag: 'y' }, ['a', 'b']],
    ['a nested field', { 'sub.k': 2 }, ['b']],
    ['a field of embedded documents', { 'items.q': 3 }, ['e']],
    ['a position', { 'items.0.q': 1 }, ['d']],
    ['$gt within a type', { n: { $gt: 1 } }, ['b', 'c', 'g']],
    ['$gt of strings', { n: { $gt: '1' } }, ['d']],
    ['a range', { n: { $gte: 1, $lt: 10.5 } }, ['a', 'b', 'c']],
    ['a range of dates', { at: { $gt: new Date(1000), $lte: new Date(2000) } }, ['b']],
    ['$lte null', { n: { $lte: null } }, ['e']],
    ['$in', { n: { $in: [1, '2', null] } }, ['a', 'd', 'e']],
    ['$in of nothing', { n: { $in: [] } }, []],
    ['$in of null and of an element', { tag: { $in: ['x', null] } }, ['a', 'd', 'e', 'f', 'g']],
    ['$nin', { n: { $nin: [1, 2] } }, ['d', 'e', 'f', 'g']],
    ['$ne', { n: { $ne: 2 } }, ['a', 'd', 'e', 'f', 'g']],
    ['$ne of an element', { tag: { $ne: 'x' } }, ['b', 'c', 'd', 'e', 'f', 'g']],
    ['$exists', { kind: { $exists: true } }, ['a', 'b', 'c']],
    ['$exists: false', { kind: { $exists: false } }, ['d', 'e', 'f', 'g']],
    ['$and', { $and: [{ n: 2 }, { _id: { $gt: 'b' } }] }, ['c']],
    ['$or', { $or: [{ n: 1 }, { kind: 'q' }] }, ['a', 'b']],
    ['$not', { n: { $not: { $gt: 1 } } }, ['a', 'd', 'e', 'f']],
    ['$not of a range', { n: { $not: { $gte: 1, $lt: 10 } } }, ['d', 'e', 'f', 'g']],
    ['an explicit $eq', { n: { $eq: '2' } }, ['d']],
  ];

  describe.each([
    ['without indexes', [] as object[]],
    ['with indexes', [{ n: 1 }, { kind: 1, n: -1 }, { at: 1 }, { 'sub.k': 1 }]],
  ])('%s', (_name, indexes) => {
    beforeEach(async () => {
      for (const key of indexes) await index(key);
      await things.insertMany(people.map((person) => ({ ...person })) as never);
    });

    it.each(filters)('%s', async (_filter, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
      expect(await things.countDocuments(filter as never)).toBe(expected.length);
    });

    it('limits', async () => {
      expect(await ids({}, { sort: { _id: 1 }, limit: 3 })).toEqual(['a', 'b', 'c']);
      expect(await ids({ 'items.q': { $gt: 0 } }, { sort: { _id: -1 }, limit: 1 })).toEqual(['e']);
      expect(await ids({ _id: { $gt: 'd' } }, { sort: { _id: 1 }, limit: 9 })).toEqual(['e', 'f', 'g']);
    });

    it('shows the requested fields', async () => {
      const show = (projection: object) => things.findOne({ _id: 'd' } as never, { projection });
      expect(await show({ n: 1 })).toEqual({ _id: 'd', n: '2' });
      expect(await show({ _id: 0, n: 1, none: 1 })).toEqual({ n: '2' });
      expect(await show({ _id: 1 })).toEqual({ _id: 'd' });
    });

    it('gives distinct values in any order, and elements of arrays one by one', async () => {
      expect(new Set(await things.distinct('n', { n: { $ne: true } } as never))).toEqual(
        new Set([1, 2, '2', null, 10.5]),
      );
      expect(new Set(await things.distinct('tag'))).toEqual(new Set(['x', 'y']));
      expect(await things.distinct('kind', { n: 2 } as never)).toEqual(expect.arrayContaining([null, 'q']));
    });
  });

  it('sorts by type, then by value, and missing values with null', async () => {
    await index({ n: 1 });
    await index({ at: 1 });
    await things.insertMany(people.map((person) => ({ ...person })) as never);
    expect(await ids({}, { sort: { n: 1, _id: -1 } })).toEqual(['e', 'a', 'c', 'b', 'g', 'd', 'f']);
    expect(await ids({}, { sort: { n: -1, _id: 1 } })).toEqual(['f', 'd', 'g', 'b', 'c', 'a', 'e']);
    expect(await ids({}, { sort: { at: 1, _id: 1 } })).toEqual(['c', 'd', 'e', 'f', 'g', 'a', 'b']);
  });

  it('findOne returns null when nothing matches, and honors its sort', async () => {
    await index({ n: 1 });
    await things.insertMany([
      { _id: 'a', n: 2 },
      { _id: 'b', n: 1 },
    ] as never);
    expect(await things.findOne({ n: 9 })).toBeNull();
    expect(await things.findOne({}, { sort: { n: 1 } })).toEqual({ _id: 'b', n: 1 });
  });

  it('reads an empty collection without an error', async () => {
    expect(await all()).toEqual([]);
    expect(await things.countDocuments({ a: 1 })).toBe(0);
    expect(await things.distinct('a')).toEqual([]);
    expect((await things.deleteMany({})).deletedCount).toBe(0);
  });

  it('finds a thousand keys in one query', async () => {
    await index({ key: 1 }, { unique: true });
    await things.insertMany(
      Array.from({ length: 1_500 }, (_, index) => ({ _id: `i${index}`, key: `k${index}` })) as never,
    );
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index * 2}`);
    expect((await all({ key: { $in: keys } })).length).toBe(750);
  });

  it('reads a cursor by next, by for await, and by batches', async () => {
    await things.insertMany(Array.from({ length: 2_500 }, (_, n) => ({ _id: n })) as never);
    let sum = 0;
    for await (const document of things.find({}, { batchSize: 100 }))
      sum += document._id as unknown as number;
    expect(sum).toBe((2_499 * 2_500) / 2);
    const cursor = things.find({}).sort({ _id: -1 }).limit(2);
    expect(await cursor.next()).toEqual({ _id: 2_499 });
    expect(await cursor.next()).toEqual({ _id: 2_498 });
    expect(await cursor.next()).toBeNull();
    for await (const document of things.find({})) {
      expect(document._id).toBe(0);
      break;
    }
  });

  it('keeps reading while it writes what it has read', async () => {
    await things.insertMany(Array.from({ length: 1_200 }, (_, index) => ({ _id: index, n: 0 })) as never);
    for await (const document of things.find({}, { batchSize: 50 })) {
      await things.updateOne({ _id: document._id }, { $inc: { n: 1 } });
    }
    expect(await things.countDocuments({ n: 1 })).toBe(1_200);
  });
});

describe('updating', () => {
  beforeEach(() => things.insertOne({ _id: 'a', n: 1, list: [1, 2], sub: { k: 1 }, set: ['p'] } as never));

  const updates: [string, object, object][] = [
    [
      '$set',
      { $set: { n: 5, 'sub.x': 1, 'new.deep': true } },
      { n: 5, sub: { k: 1, x: 1 }, new: { deep: true } },
    ],
    ['$set of an element', { $set: { 'list.1': 9 } }, { list: [1, 9] }],
    ['$unset', { $unset: { 'sub.k': '', n: 1, none: 1 } }, { sub: {}, n: undefined }],
    ['$inc', { $inc: { n: 2, fresh: -1 } }, { n: 3, fresh: -1 }],
    ['$max', { $max: { n: 0 } }, { n: 1 }],
    ['$max of a larger and of a missing value', { $max: { n: 7, fresh: 3 } }, { n: 7, fresh: 3 }],
    ['$pull', { $pull: { set: 'p', none: 'p' } }, { set: [] }],
    ['$setOnInsert of an existing document', { $setOnInsert: { n: 9 }, $set: { m: 1 } }, { n: 1, m: 1 }],
  ];

  it.each(updates)('%s', async (_name, update, expected) => {
    const { matchedCount } = await things.updateOne({ _id: 'a' } as never, update as never);
    expect(matchedCount).toBe(1);
    const before = { _id: 'a', n: 1, list: [1, 2], sub: { k: 1 }, set: ['p'] };
    expect(await things.findOne({ _id: 'a' } as never)).toEqual(
      JSON.parse(JSON.stringify({ ...before, ...expected })),
    );
  });

  it('reports how many documents matched and how many changed', async () => {
    expect(await things.updateOne({ _id: 'a' } as never, { $set: { n: 1 } })).toEqual({
      acknowledged: true,
      matchedCount: 1,
      modifiedCount: 0,
      upsertedCount: 0,
      upsertedId: null,
    });
    await things.insertOne({ _id: 'b', n: 1 } as never);
    expect(await things.updateMany({ n: 1 }, { $inc: { n: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    expect(await things.updateOne({ n: 99 }, { $inc: { n: 1 } })).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
    });
  });

  const failures: [string, object, number][] = [
    ['$inc of a value that is not a number', { $inc: { list: 1 } }, 14],
    ['$pull from a value that is not an array', { $pull: { n: 'p' } }, 2],
    ['a path through a number', { $set: { 'n.x': 1 } }, 28],
    ['two changes of one path', { $set: { n: 1 }, $inc: { n: 1 } }, 40],
    ['two changes of a path and its part', { $set: { sub: {}, 'sub.k': 1 } }, 40],
    ['a change of _id', { $set: { _id: 'z' } }, 66],
  ];

  it.each(failures)('refuses %s and leaves the document unchanged', async (_name, update, code) => {
    const error = await rejection(things.updateOne({ _id: 'a' } as never, update as never));
    expect(error).toBeInstanceOf(MongoServerError);
    expect(error['code']).toBe(code);
    expect(await things.findOne({ _id: 'a' } as never)).toMatchObject({ n: 1, list: [1, 2], sub: { k: 1 } });
  });

  it('refuses an update without operators and a replacement with them', async () => {
    const update = await rejection(things.updateOne({ _id: 'a' } as never, { n: 2 } as never));
    expect(update).toMatchObject({
      name: 'MongoInvalidArgumentError',
      message: 'Update document requires atomic operators',
    });
    const replacement = await rejection(
      things.replaceOne({ _id: 'a' } as never, { $set: { n: 2 } } as never),
    );
    expect(replacement.name).toBe('MongoInvalidArgumentError');
  });

  it('enforces a unique index in an update', async () => {
    await index({ key: 1 }, { unique: true });
    await things.insertMany([
      { _id: 'x', key: 1 },
      { _id: 'y', key: 2 },
    ] as never);
    const error = await rejection(things.updateOne({ _id: 'y' } as never, { $set: { key: 1 } }));
    expect(error).toMatchObject({ code: 11000, keyPattern: { key: 1 }, keyValue: { key: 1 } });
    await things.updateOne({ _id: 'x' } as never, { $set: { key: 3 } });
    await things.updateOne({ _id: 'y' } as never, { $set: { key: 1 } });
    expect(await ids({ key: { $gt: 0 } }, { sort: { key: 1 } })).toEqual(['y', 'x']);
  });

  it('replaces a document but not its _id', async () => {
    expect(await things.replaceOne({ n: 1 }, { m: 1 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await all()).toEqual([{ _id: 'a', m: 1 }]);
    const error = await rejection(things.replaceOne({ m: 1 }, { _id: 'z', m: 2 } as never));
    expect(error['code']).toBe(66);
  });

  it('upserts from the filter’s equalities, $set and $setOnInsert', async () => {
    const filter = { _id: 'new', kind: 'k', n: { $gt: 5 }, $and: [{ 'sub.x': 1 }] };
    const result = await things.updateOne(
      filter as never,
      { $set: { a: 1 }, $setOnInsert: { b: 2 }, $inc: { c: 3 } },
      { upsert: true },
    );
    expect(result).toEqual({
      acknowledged: true,
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 1,
      upsertedId: 'new',
    });
    expect(await things.findOne({ _id: 'new' } as never)).toEqual({
      _id: 'new',
      kind: 'k',
      sub: { x: 1 },
      a: 1,
      b: 2,
      c: 3,
    });
  });

  it('upserts a replacement with a new id', async () => {
    const { upsertedId } = await things.replaceOne({ key: 'none' }, { m: 1 }, { upsert: true });
    expect(upsertedId).toBeInstanceOf(ObjectId);
    expect(await things.findOne({ m: 1 })).toEqual({ _id: upsertedId, m: 1 });
  });

  it('findOneAndUpdate returns the document after the update', async () => {
    const update = (_id: string, options: object = {}) =>
      things.findOneAndUpdate(
        { _id } as never,
        { $inc: { n: 1 } },
        { ...options, returnDocument: 'after' },
      ) as Promise<unknown>;
    expect(await update('a')).toMatchObject({ _id: 'a', n: 2 });
    expect(await update('none')).toBeNull();
    expect(await update('up', { upsert: true })).toEqual({ _id: 'up', n: 1 });
  });

  it('lets only one of two writers of the same version win', async () => {
    const write = (by: string) =>
      things.updateOne({ _id: 'a', n: 1 } as never, { $set: { by }, $inc: { n: 1 } });
    const results = await Promise.all([write('x'), write('y')]);
    expect(results.map((result) => result.modifiedCount).sort()).toEqual([0, 1]);
  });

  it('loses no increment under concurrency', async () => {
    const times = database.engine === 'embedded' ? 500 : 10;
    const results = await Promise.all(
      Array.from({ length: times }, () =>
        things.findOneAndUpdate({ _id: 'a' } as never, { $inc: { n: 1 } }, { returnDocument: 'after' }),
      ),
    );
    expect(new Set(results.map((document) => document?.['n'] as unknown)).size).toBe(times);
    expect(await things.findOne({ _id: 'a' } as never)).toMatchObject({ n: times + 1 });
  });

  it('accepts exactly one of several concurrent inserts of a key', async () => {
    await index({ key: 1 }, { unique: true });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => things.insertOne({ _id: `r${index}`, key: 'same' } as never)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  });
});

describe('deleting', () => {
  it('deletes one or many', async () => {
    await things.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
      { _id: 'c', n: 1 },
      { _id: 'd', n: 2 },
    ] as never);
    expect(await things.deleteOne({ n: 1 })).toEqual({ acknowledged: true, deletedCount: 1 });
    expect(await things.deleteMany({ n: 1 })).toEqual({ acknowledged: true, deletedCount: 2 });
    expect(await ids({})).toEqual(['d']);
    await things.insertOne({ _id: 'a' } as never);
  });
});

describe('bulkWrite', () => {
  const operations = [
    { insertOne: { document: { _id: 'a', n: 1 } } },
    { insertOne: { document: { _id: 'b', n: 1 } } },
    { updateOne: { filter: { _id: 'a' }, update: { $inc: { n: 1 } } } },
    { updateOne: { filter: { _id: 'u' }, update: { $set: { n: 9 } }, upsert: true } },
    { replaceOne: { filter: { _id: 'b' }, replacement: { r: 1 } } },
  ];

  it('runs every kind of operation in order and counts them', async () => {
    const result = await things.bulkWrite(operations as never);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 2,
      modifiedCount: 2,
      upsertedCount: 1,
      deletedCount: 0,
      insertedIds: { 0: 'a', 1: 'b' },
      upsertedIds: { 3: 'u' },
    });
    expect(await all({}, { sort: { _id: 1 } })).toEqual([
      { _id: 'a', n: 2 },
      { _id: 'b', r: 1 },
      { _id: 'u', n: 9 },
    ]);
  });

  const withDuplicates = [
    { insertOne: { document: { _id: 'a' } } },
    { insertOne: { document: { _id: 'a' } } },
    { updateOne: { filter: { _id: 'a' }, update: { $set: { n: 1 } } } },
    { insertOne: { document: { _id: 'a' } } },
    { insertOne: { document: { _id: 'c' } } },
  ];

  it('ordered: stops at the first failure', async () => {
    const error = await rejection(things.bulkWrite(withDuplicates as never));
    expect(error).toMatchObject({
      name: 'MongoBulkWriteError',
      code: 11000,
      insertedCount: 1,
      modifiedCount: 0,
    });
    expect((error['writeErrors'] as { index: number }[]).map(({ index }) => index)).toEqual([1]);
    expect(await all()).toEqual([{ _id: 'a' }]);
  });

  it('unordered: continues and reports every failure', async () => {
    const error = await rejection(things.bulkWrite(withDuplicates as never, { ordered: false }));
    expect(error).toMatchObject({
      name: 'MongoBulkWriteError',
      code: 11000,
      insertedCount: 2,
      modifiedCount: 1,
    });
    expect((error['writeErrors'] as { index: number }[]).map(({ index }) => index)).toEqual([1, 3]);
    expect((error['result'] as { insertedIds: object }).insertedIds).toEqual({ 0: 'a', 4: 'c' });
    expect(await all()).toEqual([{ _id: 'a', n: 1 }, { _id: 'c' }]);
  });
});

describe('indexes', () => {
  it('are created once, and refused when a name or a key is taken', async () => {
    expect(await index({ a: 1, b: -1 }, { unique: true })).toEqual(['a_1_b_-1']);
    expect(await index({ a: 1, b: -1 }, { unique: true })).toEqual(['a_1_b_-1']);
    await index({ c: 1 }, { name: 'mine', partialFilterExpression: { c: 'x' } });
    expect(await storedIndexKeys(connection, things.collectionName)).toEqual([['_id'], ['a', 'b'], ['c']]);
    expect((await rejection(index({ d: 1 }, { name: 'mine' })))['code']).toBe(86);
    expect((await rejection(index({ a: 1, b: -1 }, { unique: true, name: 'other' })))['code']).toBe(85);
  });

  it('keep a partial unique index to the documents of its condition', async () => {
    await index({ person: 1 }, { unique: true, partialFilterExpression: { status: 'running' } });
    await things.insertMany([
      { _id: '1', person: 'p', status: 'stopped' },
      { _id: '2', person: 'p', status: 'stopped' },
      { _id: '3', person: 'p', status: 'running' },
    ] as never);
    const error = await rejection(things.insertOne({ _id: '4', person: 'p', status: 'running' } as never));
    expect(error).toMatchObject({ code: 11000, keyPattern: { person: 1 }, keyValue: { person: 'p' } });
    expect(
      (await rejection(things.updateOne({ _id: '1' } as never, { $set: { status: 'running' } })))['code'],
    ).toBe(11000);
    await things.updateOne({ _id: '3' } as never, { $set: { status: 'stopped' } });
    await things.updateOne({ _id: '1' } as never, { $set: { status: 'running' } });
    expect(await ids({ person: 'p', status: 'running' })).toEqual(['1']);
    expect(await ids({ person: 'p' })).toEqual(['1', '2', '3']);
  });

  it('are built over existing documents, and fail on duplicates without damage', async () => {
    await things.insertMany([
      { _id: '1', key: 1 },
      { _id: '2', key: 1 },
      { _id: '3', key: 2 },
    ] as never);
    expect((await rejection(index({ key: 1 }, { unique: true })))['code']).toBe(11000);
    expect(await ids({ key: 1 })).toEqual(['1', '2']);
    await things.deleteOne({ _id: '2' } as never);
    await index({ key: 1 }, { unique: true });
    expect((await rejection(things.insertOne({ _id: '4', key: 2 } as never)))['code']).toBe(11000);
    expect(await ids({ key: { $gte: 1 } }, { sort: { key: -1 } })).toEqual(['3', '1']);
  });
});

describe('through mongoose', () => {
  interface Thing {
    _id: string;
    practiceId: string;
    count: number;
    at?: Date;
    tags: string[];
  }
  const schema = new mongoose.Schema<Thing>({
    _id: { type: String, required: true },
    practiceId: { type: String, required: true },
    count: { type: Number, default: 0 },
    at: Date,
    tags: [String],
  });
  schema.index({ practiceId: 1, count: 1 }, { unique: true });
  let model: mongoose.Model<Thing>;

  beforeAll(async () => {
    model = connection.model<Thing>('Thing', schema, 'mongoose-things');
    await ensureIndexes(connection);
  });
  beforeEach(async () => {
    await model.deleteMany({});
  });

  it('creates, validates, finds, saves, counts and deletes', async () => {
    await model.create({ _id: 'a', practiceId: 'p', count: 1, at: new Date(5), tags: ['x'] });
    expect((await rejection(model.create({ _id: 'b' } as never))).name).toBe('ValidationError');
    expect(await model.findOne({ practiceId: 'p' }).lean()).toMatchObject({
      _id: 'a',
      at: new Date(5),
      tags: ['x'],
    });
    const document = await model.findById('a');
    document?.set('tags', ['x', 'y']);
    await document?.save();
    expect((await model.findById('a').lean())?.tags).toEqual(['x', 'y']);
    expect(
      await model.findOneAndUpdate({ _id: 'a' }, { $inc: { count: 1 } }, { returnDocument: 'after' }).lean(),
    ).toMatchObject({ count: 2 });
    expect(
      await model.updateOne({ _id: 'z' }, { $setOnInsert: { practiceId: 'p', count: 7 } }, { upsert: true }),
    ).toMatchObject({ upsertedCount: 1 });
    expect(await model.countDocuments({ practiceId: 'p' })).toBe(2);
    expect((await model.deleteOne({ _id: 'z' })).deletedCount).toBe(1);
  });

  it('writes in bulk, and reports duplicates of declared indexes', async () => {
    await model.insertMany([
      { _id: 'a', practiceId: 'p', count: 1 },
      { _id: 'b', practiceId: 'p', count: 2 },
    ]);
    expect(await rejection(model.create({ _id: 'c', practiceId: 'p', count: 2 }))).toMatchObject({
      code: 11000,
      keyPattern: { practiceId: 1, count: 1 },
    });
    const result = await model.bulkWrite([
      { updateOne: { filter: { _id: 'a' }, update: { $set: { count: 9 } } } },
      { insertOne: { document: { _id: 'd', practiceId: 'q', count: 1, tags: [] } } },
    ]);
    expect(result).toMatchObject({ modifiedCount: 1, insertedCount: 1 });
    expect((await model.distinct('practiceId')).sort()).toEqual(['p', 'q']);
    const read: string[] = [];
    for (const thing of await model.find().sort({ _id: 1 }).lean()) read.push(thing._id);
    expect(read).toEqual(['a', 'b', 'd']);
  });
});
