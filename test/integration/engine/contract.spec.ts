import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { ensureIndexes } from '../../../src/platform/database/database.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

// One list of promises, run on the embedded engine and, where MONGODB_URI names one, on a server.

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
  it('gives back what was stored, value by value', async () => {
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

  it('makes an ObjectId where the caller gave none, and puts it into the caller’s object', async () => {
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

  it('refuses a second document of one _id, with the server’s error', async () => {
    await things.insertOne({ _id: 'a' } as never);
    const error = await rejection(things.insertOne({ _id: 'a', other: 1 } as never));
    expect(error).toBeInstanceOf(MongoServerError);
    expect(error).toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
    expect(error.message).toMatch(
      /^E11000 duplicate key error collection: \S+\.things\d+ index: _id_ dup key: \{ _id: "a" \}$/,
    );
  });

  it('refuses a second key of a unique index, naming index, fields and values', async () => {
    await things.createIndex({ source: 1, key: -1 }, { unique: true });
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

  it('counts null and missing as one value in a unique index, and keeps types apart', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
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

  it('insertMany answers with counts and ids', async () => {
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
    await things.createIndex({ key: 1 }, { unique: true });
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
    ['a whole array', { tag: ['x', 'y'] }, ['a']],
    ['a nested field', { 'sub.k': 2 }, ['b']],
    ['a whole embedded document', { sub: { k: 1 } }, ['a']],
    ['a field of embedded documents', { 'items.q': 3 }, ['e']],
    ['a position', { 'items.0.q': 1 }, ['d']],
    ['$gt within a type', { n: { $gt: 1 } }, ['b', 'c', 'g']],
    ['$gt of strings', { n: { $gt: '1' } }, ['d']],
    ['a range', { n: { $gte: 1, $lt: 10.5 } }, ['a', 'b', 'c']],
    ['a range of dates', { at: { $gt: new Date(1000), $lte: new Date(2000) } }, ['b']],
    ['$lte null', { n: { $lte: null } }, ['e']],
    ['$in', { n: { $in: [1, '2', null] } }, ['a', 'd', 'e']],
    ['$in of nothing', { n: { $in: [] } }, []],
    ['$nin', { n: { $nin: [1, 2] } }, ['d', 'e', 'f', 'g']],
    ['$ne', { n: { $ne: 2 } }, ['a', 'd', 'e', 'f', 'g']],
    ['$ne of an element', { tag: { $ne: 'x' } }, ['b', 'c', 'd', 'e', 'f', 'g']],
    ['$exists', { kind: { $exists: true } }, ['a', 'b', 'c']],
    ['$exists: false', { kind: { $exists: false } }, ['d', 'e', 'f', 'g']],
    ['$type', { n: { $type: 'number' } }, ['a', 'b', 'c', 'g']],
    ['$and', { $and: [{ n: 2 }, { _id: { $gt: 'b' } }] }, ['c']],
    ['$or', { $or: [{ n: 1 }, { kind: 'q' }] }, ['a', 'b']],
    ['$nor', { $nor: [{ n: 1 }, { n: 2 }] }, ['d', 'e', 'f', 'g']],
    ['$not', { n: { $not: { $gt: 1 } } }, ['a', 'd', 'e', 'f']],
    ['$elemMatch of fields', { items: { $elemMatch: { q: { $gt: 2 }, r: 'v' } } }, ['d', 'e']],
    ['$elemMatch of elements', { tag: { $elemMatch: { $gt: 'x', $lt: 'z' } } }, ['a', 'b']],
    ['$size', { tag: { $size: 1 } }, ['b']],
    ['$all of one value', { n: { $all: [2] } }, ['b', 'c']],
    ['$all', { tag: { $all: ['y', 'x'] } }, ['a']],
    ['a regular expression', { word: /^pE/i }, ['a']],
    ['$regex', { kind: { $regex: '^q' } }, ['b']],
    ['$expr', { $expr: { $gt: ['$sub.k', 1] } }, ['b']],
    ['$mod', { n: { $mod: [2, 0] } }, ['b', 'c', 'g']],
  ];

  describe.each([
    ['without indexes', [] as object[]],
    ['with indexes', [{ n: 1 }, { kind: 1, n: -1 }, { at: 1 }, { 'sub.k': 1 }]],
  ])('%s', (_name, indexes) => {
    beforeEach(async () => {
      for (const index of indexes) await things.createIndex(index as never);
      await things.insertMany(people.map((person) => ({ ...person })) as never);
    });

    it.each(filters)('%s', async (_filter, filter, expected) => {
      expect(await ids(filter)).toEqual(expected);
      expect(await things.countDocuments(filter as never)).toBe(expected.length);
    });

    it('sorts by type, then value; missing with null; more than one field', async () => {
      expect(await ids({}, { sort: { n: 1, _id: -1 } })).toEqual(['e', 'a', 'c', 'b', 'g', 'd', 'f']);
      expect(await ids({}, { sort: { n: -1, _id: 1 } })).toEqual(['f', 'd', 'g', 'b', 'c', 'a', 'e']);
      expect(await ids({}, { sort: { at: 1, _id: 1 } })).toEqual(['c', 'd', 'e', 'f', 'g', 'a', 'b']);
    });

    it('sorts by an array’s least element, or greatest when descending', async () => {
      expect(await ids({ tag: { $exists: true } }, { sort: { tag: 1, _id: 1 } })).toEqual(['c', 'a', 'b']);
      expect(await ids({ tag: { $exists: true } }, { sort: { tag: -1, _id: 1 } })).toEqual(['a', 'b', 'c']);
    });

    it('skips and limits', async () => {
      expect(await ids({}, { sort: { _id: 1 }, skip: 2, limit: 3 })).toEqual(['c', 'd', 'e']);
      expect(await ids({ 'items.q': { $gt: 0 } }, { sort: { _id: -1 }, skip: 1, limit: 5 })).toEqual(['d']);
      expect(await ids({}, { sort: { _id: 1 }, skip: 6 })).toEqual(['g']);
      expect(await things.countDocuments({}, { skip: 5, limit: 9 })).toBe(2);
    });

    it('shows chosen fields, or hides some', async () => {
      const show = (projection: object) => things.findOne({ _id: 'd' } as never, { projection });
      expect(await show({ n: 1 })).toEqual({ _id: 'd', n: '2' });
      expect(await show({ _id: 0, 'items.q': 1 })).toEqual({ items: [{ q: 1 }, { q: 5 }] });
      expect(await show({ items: 0 })).toEqual({ _id: 'd', n: '2' });
      expect(await show({ 'items.r': 0, n: 0 })).toEqual({ _id: 'd', items: [{ q: 1 }, { q: 5 }] });
      expect(await show({ _id: 1 })).toEqual({ _id: 'd' });
    });

    it('gives distinct values in any order, elements one by one', async () => {
      expect(new Set(await things.distinct('n', { n: { $ne: true } } as never))).toEqual(
        new Set([1, 2, '2', null, 10.5]),
      );
      expect(new Set(await things.distinct('tag'))).toEqual(new Set(['x', 'y']));
      expect(await things.distinct('kind', { n: 2 } as never)).toEqual(expect.arrayContaining([null, 'q']));
    });
  });

  it('findOne answers null for nothing, and honours its sort', async () => {
    await things.insertMany([
      { _id: 'a', n: 2 },
      { _id: 'b', n: 1 },
    ] as never);
    expect(await things.findOne({ n: 9 })).toBeNull();
    expect(await things.findOne({}, { sort: { n: 1 } })).toEqual({ _id: 'b', n: 1 });
  });

  it('asks an empty collection without complaint', async () => {
    expect(await all()).toEqual([]);
    expect(await things.countDocuments({ a: 1 })).toBe(0);
    expect(await things.estimatedDocumentCount()).toBe(0);
    expect(await things.distinct('a')).toEqual([]);
    expect((await things.deleteMany({})).deletedCount).toBe(0);
  });

  it('finds a thousand keys in one question', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
    await things.insertMany(
      Array.from({ length: 1_500 }, (_, index) => ({ _id: `i${index}`, key: `k${index}` })) as never,
    );
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index * 2}`);
    expect((await all({ key: { $in: keys } })).length).toBe(750);
  });

  it('reads a cursor by next, hasNext, for await, and by batches', async () => {
    await things.insertMany(Array.from({ length: 2_500 }, (_, index) => ({ _id: index })) as never);
    let sum = 0;
    for await (const document of things.find({}, { batchSize: 100 }))
      sum += document._id as unknown as number;
    expect(sum).toBe((2_499 * 2_500) / 2);
    const cursor = things.find({}).sort({ _id: -1 }).limit(2).project({ _id: 1 });
    expect(await cursor.hasNext()).toBe(true);
    expect(await cursor.next()).toEqual({ _id: 2_499 });
    expect(await cursor.next()).toEqual({ _id: 2_498 });
    expect(await cursor.next()).toBeNull();
    expect(
      await things
        .find({ _id: { $lt: 3 } } as never)
        .map((document) => document._id)
        .toArray(),
    ).toEqual([0, 1, 2]);
    for await (const document of things.find({})) {
      expect(document._id).toBe(0);
      break;
    }
  });

  it('reads on while it writes what it read', async () => {
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
    ['$set past the end', { $set: { 'list.3': 4 } }, { list: [1, 2, null, 4] }],
    ['$unset', { $unset: { 'sub.k': '', n: 1, none: 1 } }, { sub: {}, n: undefined }],
    ['$inc', { $inc: { n: 2, fresh: -1 } }, { n: 3, fresh: -1 }],
    ['$mul', { $mul: { n: 4, fresh: 3 } }, { n: 4, fresh: 0 }],
    ['$min', { $min: { n: 0, fresh: 3 } }, { n: 0, fresh: 3 }],
    ['$max', { $max: { n: 0 } }, { n: 1 }],
    ['$push', { $push: { list: 3, fresh: 'x' } }, { list: [1, 2, 3], fresh: ['x'] }],
    [
      '$push with $each, $position and $slice',
      { $push: { list: { $each: [7, 8], $position: 0, $slice: 3 } } },
      { list: [7, 8, 1] },
    ],
    ['$push with $sort', { $push: { list: { $each: [0, 9], $sort: -1, $slice: -3 } } }, { list: [2, 1, 0] }],
    ['$addToSet', { $addToSet: { set: 'p', list: 2 } }, { set: ['p'], list: [1, 2] }],
    ['$addToSet with $each', { $addToSet: { set: { $each: ['q', 'p', 'q'] } } }, { set: ['p', 'q'] }],
    ['$pull', { $pull: { list: 1, set: { $in: ['p'] } } }, { list: [2], set: [] }],
    ['$pull by a condition', { $pull: { list: { $gte: 2 } } }, { list: [1] }],
    ['$pullAll', { $pullAll: { list: [2, 1] } }, { list: [] }],
    ['$pop', { $pop: { list: -1 } }, { list: [2] }],
    ['$setOnInsert of what is there', { $setOnInsert: { n: 9 }, $set: { m: 1 } }, { n: 1, m: 1 }],
  ];

  it.each(updates)('%s', async (_name, update, expected) => {
    const { matchedCount } = await things.updateOne({ _id: 'a' } as never, update as never);
    expect(matchedCount).toBe(1);
    const before = { _id: 'a', n: 1, list: [1, 2], sub: { k: 1 }, set: ['p'] };
    expect(await things.findOne({ _id: 'a' } as never)).toEqual(
      JSON.parse(JSON.stringify({ ...before, ...expected })),
    );
  });

  it('says how many matched and how many changed', async () => {
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
    ['$inc of what is no number', { $inc: { list: 1 } }, 14],
    ['$push to what is no array', { $push: { n: 1 } }, 2],
    ['a path through a number', { $set: { 'n.x': 1 } }, 28],
    ['two changes of one path', { $set: { n: 1 }, $inc: { n: 1 } }, 40],
    ['two changes of a path and its part', { $set: { sub: {}, 'sub.k': 1 } }, 40],
    ['a change of _id', { $set: { _id: 'z' } }, 66],
  ];

  it.each(failures)('refuses %s and leaves the document', async (_name, update, code) => {
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

  it('keeps a unique index through an update', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
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

  it('upserts a replacement, with an id of its own', async () => {
    const { upsertedId } = await things.replaceOne({ key: 'none' }, { m: 1 }, { upsert: true });
    expect(upsertedId).toBeInstanceOf(ObjectId);
    expect(await things.findOne({ m: 1 })).toEqual({ _id: upsertedId, m: 1 });
  });

  it('findOneAndUpdate gives the document before, or after', async () => {
    expect(await things.findOneAndUpdate({ _id: 'a' } as never, { $inc: { n: 1 } })).toMatchObject({ n: 1 });
    expect(
      await things.findOneAndUpdate(
        { _id: 'a' } as never,
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { n: 1 } },
      ),
    ).toEqual({ _id: 'a', n: 3 });
    expect(await things.findOneAndUpdate({ _id: 'none' } as never, { $inc: { n: 1 } })).toBeNull();
    expect(
      await things.findOneAndUpdate({ _id: 'up' } as never, { $inc: { n: 1 } }, { upsert: true }),
    ).toBeNull();
    expect(
      await things.findOneAndUpdate(
        { _id: 'up2' } as never,
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 'up2', n: 1 });
  });

  it('findOneAndUpdate chooses by its sort, and can tell the whole result', async () => {
    await things.insertOne({ _id: 'b', n: 1 } as never);
    expect(await things.findOneAndUpdate({ n: 1 }, { $set: { n: 2 } }, { sort: { _id: -1 } })).toEqual({
      _id: 'b',
      n: 1,
    });
    const result = await things.findOneAndUpdate(
      { _id: 'b' } as never,
      { $set: { n: 3 } },
      { includeResultMetadata: true },
    );
    expect(result).toMatchObject({
      value: { _id: 'b', n: 2 },
      ok: 1,
      lastErrorObject: { n: 1, updatedExisting: true },
    });
  });

  it('findOneAndReplace and findOneAndDelete give what was there', async () => {
    expect(await things.findOneAndReplace({ _id: 'a' } as never, { m: 1 })).toMatchObject({ _id: 'a', n: 1 });
    expect(await things.findOneAndDelete({ m: 1 })).toEqual({ _id: 'a', m: 1 });
    expect(await things.findOneAndDelete({ m: 1 })).toBeNull();
    expect(await all()).toEqual([]);
  });

  it('guards a version: only one of two writers of one version wins', async () => {
    const write = (by: string) =>
      things.updateOne({ _id: 'a', n: 1 } as never, { $set: { by }, $inc: { n: 1 } });
    const results = await Promise.all([write('x'), write('y')]);
    expect(results.map((result) => result.modifiedCount).sort()).toEqual([0, 1]);
  });

  it('counts without losing any, under concurrency', async () => {
    const times = database.engine === 'embedded' ? 500 : 10;
    const results = await Promise.all(
      Array.from({ length: times }, () =>
        things.findOneAndUpdate({ _id: 'a' } as never, { $inc: { n: 1 } }, { returnDocument: 'after' }),
      ),
    );
    expect(new Set(results.map((document) => document?.['n'] as unknown)).size).toBe(times);
    expect(await things.findOne({ _id: 'a' } as never)).toMatchObject({ n: times + 1 });
  });

  it('lets exactly one of concurrent inserts of a key through', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
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
    { updateMany: { filter: {}, update: { $set: { m: 1 } } } },
    { updateOne: { filter: { _id: 'u' }, update: { $set: { n: 9 } }, upsert: true } },
    { replaceOne: { filter: { _id: 'b' }, replacement: { r: 1 } } },
    { deleteOne: { filter: { _id: 'u' } } },
    { deleteMany: { filter: { m: 1 } } },
  ];

  it('runs every kind of operation in order and counts them', async () => {
    const result = await things.bulkWrite(operations as never);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 4,
      modifiedCount: 4,
      upsertedCount: 1,
      deletedCount: 2,
      insertedIds: { 0: 'a', 1: 'b' },
      upsertedIds: { 4: 'u' },
    });
    expect(await all()).toEqual([{ _id: 'b', r: 1 }]);
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

  it('unordered: goes on and reports every failure', async () => {
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

describe('aggregating', () => {
  beforeEach(async () => {
    await things.createIndex({ kind: 1 });
    await things.insertMany([
      { _id: 'a', kind: 'x', n: 1, day: '2026-01-01', tags: ['p', 'q'] },
      { _id: 'b', kind: 'x', n: 2, day: '2026-01-01', tags: ['p'] },
      { _id: 'c', kind: 'x', n: 3, day: '2026-01-02', tags: [] },
      { _id: 'd', kind: 'y', n: 4, day: '2026-01-02' },
    ] as never);
  });

  const run = (...stages: object[]) => things.aggregate(stages as never[]).toArray();

  it('groups, counts and sums', async () => {
    const byDay = {
      $group: {
        _id: '$day',
        count: { $sum: 1 },
        total: { $sum: '$n' },
        last: { $max: '$n' },
        ids: { $push: '$_id' },
      },
    };
    expect(await run({ $match: { kind: 'x' } }, { $sort: { _id: 1 } }, byDay, { $sort: { _id: 1 } })).toEqual(
      [
        { _id: '2026-01-01', count: 2, total: 3, last: 2, ids: ['a', 'b'] },
        { _id: '2026-01-02', count: 1, total: 3, last: 3, ids: ['c'] },
      ],
    );
  });

  it('counts distinct by two groups', async () => {
    const pipeline = [
      { $group: { _id: { kind: '$kind', day: '$day' } } },
      { $group: { _id: '$_id.kind', days: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ];
    expect(await run(...pipeline)).toEqual([
      { _id: 'x', days: 2 },
      { _id: 'y', days: 1 },
    ]);
  });

  it('unwinds, projects, limits and counts', async () => {
    expect(
      await run({ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { n: -1 } }),
    ).toEqual([
      { _id: 'p', n: 2 },
      { _id: 'q', n: 1 },
    ]);
    expect(
      await run(
        { $sort: { _id: -1 } },
        { $skip: 1 },
        { $limit: 2 },
        { $project: { n: 1, double: { $multiply: ['$n', 2] } } },
      ),
    ).toEqual([
      { _id: 'c', n: 3, double: 6 },
      { _id: 'b', n: 2, double: 4 },
    ]);
    expect(await run({ $match: { n: { $gt: 1 } } }, { $count: 'many' })).toEqual([{ many: 3 }]);
    expect(await run({ $match: { n: 99 } }, { $group: { _id: null, n: { $sum: 1 } } })).toEqual([]);
  });

  it('looks up another collection', async () => {
    const other = connection.collection(`${things.collectionName}-other`);
    await other.insertMany([{ _id: 'k1', kind: 'y', label: 'Y' }] as never);
    const lookup = {
      $lookup: { from: other.collectionName, localField: 'kind', foreignField: 'kind', as: 'found' },
    };
    expect(
      await run(
        { $match: { _id: { $in: ['a', 'd'] } } },
        lookup,
        { $sort: { _id: 1 } },
        { $project: { found: 1 } },
      ),
    ).toEqual([
      { _id: 'a', found: [] },
      { _id: 'd', found: [{ _id: 'k1', kind: 'y', label: 'Y' }] },
    ]);
  });
});

describe('indexes', () => {
  it('are created once, listed and dropped', async () => {
    expect(await things.createIndex({ a: 1, b: -1 }, { unique: true })).toBe('a_1_b_-1');
    expect(await things.createIndex({ a: 1, b: -1 }, { unique: true })).toBe('a_1_b_-1');
    await things.createIndexes([
      { key: { c: 1 }, name: 'mine', partialFilterExpression: { c: { $exists: true } } },
    ]);
    const listed = await things.listIndexes().toArray();
    expect(
      listed.map(({ name, key, unique, partialFilterExpression }) => ({
        name,
        key,
        unique,
        partialFilterExpression,
      })),
    ).toEqual([
      { name: '_id_', key: { _id: 1 }, unique: undefined, partialFilterExpression: undefined },
      { name: 'a_1_b_-1', key: { a: 1, b: -1 }, unique: true, partialFilterExpression: undefined },
      { name: 'mine', key: { c: 1 }, unique: undefined, partialFilterExpression: { c: { $exists: true } } },
    ]);
    await things.dropIndex('mine');
    expect((await things.indexes()).length).toBe(2);
  });

  it('keeps a partial unique index to the documents of its condition', async () => {
    await things.createIndex({ person: 1 }, { unique: true, partialFilterExpression: { status: 'running' } });
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

  it('are built over what is there, and fail on duplicates without harm', async () => {
    await things.insertMany([
      { _id: '1', key: 1 },
      { _id: '2', key: 1 },
      { _id: '3', key: 2 },
    ] as never);
    expect((await rejection(things.createIndex({ key: 1 }, { unique: true })))['code']).toBe(11000);
    expect(await ids({ key: 1 })).toEqual(['1', '2']);
    await things.deleteOne({ _id: '2' } as never);
    await things.createIndex({ key: 1 }, { unique: true });
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
    document?.tags.push('y');
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
    const grouped = await model.aggregate([
      { $group: { _id: '$practiceId', n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    expect(grouped).toEqual([
      { _id: 'p', n: 2 },
      { _id: 'q', n: 1 },
    ]);
    const read: string[] = [];
    for await (const thing of model.find().sort({ _id: 1 }).lean().cursor()) read.push(thing._id);
    expect(read).toEqual(['a', 'b', 'd']);
  });

  it('answers a ping', async () => {
    expect(await connection.db?.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});
