import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Collection, type Connection } from 'mongoose';
import { EmbeddedCollection } from '../../../src/platform/database/embedded/driver/embedded-collection.js';
import { EmbeddedCursor } from '../../../src/platform/database/embedded/driver/embedded-cursor.js';
import { OPTIONS } from '../../../src/platform/database/embedded/query/operation-options.js';
import { QUERY_OPERATORS } from '../../../src/platform/database/embedded/query/parse-filter.js';
import { INDEX_OPTIONS } from '../../../src/platform/database/embedded/tables/index-spec.js';
import { UPDATE_OPERATORS } from '../../../src/platform/database/embedded/write/update-operators.js';
import { openEmbeddedTestDatabase, type TestDatabase } from '../../support/database.js';
import { storedIndexKeys } from '../../support/explain-query.js';

// The engine has what the repositories use. Everything else throws NotSupported and changes nothing.

const README = join(import.meta.dirname, '../../../src/platform/database/embedded/README.md');

let database: TestDatabase;
let connection: Connection;
let number = 0;
let things: Collection;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase('none');
  connection = database.connection;
});
afterAll(() => database.close());
beforeEach(async () => {
  number += 1;
  things = connection.collection(`things${number}`);
  await things.insertOne({ _id: 'a', n: 1, text: 'x', list: [{ a: 1 }], tags: ['x'] } as never);
});

async function rejection(run: () => unknown): Promise<Error & Record<string, unknown>> {
  try {
    await run();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

const found = (filter: object, options: object = {}) => things.find(filter as never, options).toArray();
const updated = (update: object, options: object = {}) =>
  things.updateOne({ _id: 'a' } as never, update as never, options);
const indexed = (index: object) => things.createIndexes([index] as never);

const refused: [operation: string, run: () => unknown][] = [
  ...['$nor', '$expr', '$comment', '$where', '$text'].map((operator): [string, () => unknown] => [
    `the query operator ${operator}`,
    () => found({ [operator]: [{ n: 1 }] }),
  ]),
  ...['$type', '$regex', '$elemMatch', '$size', '$all', '$mod', '$near'].map(
    (operator): [string, () => unknown] => [
      `the query operator ${operator}`,
      () => found({ n: { [operator]: 1 } }),
    ],
  ),
  ['a regular expression in a filter', () => found({ text: /^x/ })],
  ['a regular expression in a filter', () => found({ text: { $in: ['y', /^x/] } })],
  ['a filter that compares with a whole array', () => found({ tags: ['x'] })],
  ['a filter that compares with a whole document', () => found({ list: { a: 1 } })],
  ['$not with anything but operators', () => found({ text: { $not: /^x/ } })],
  ['the query operator $size', () => things.countDocuments({ tags: { $size: 1 } })],
  ['the query operator $size', () => things.deleteMany({ tags: { $size: 1 } })],
  ['the query operator $size', () => things.updateMany({ tags: { $size: 1 } }, { $set: { n: 2 } })],
  [
    'the query operator $size',
    () =>
      things.bulkWrite([
        { insertOne: { document: { _id: 'b' } as never } },
        { updateOne: { filter: { tags: { $size: 1 } }, update: { $set: { n: 2 } } } },
      ]),
  ],
  ['a sort by text, which is in no index of things', () => found({}, { sort: { text: 1 } })],
  ['this form of sort', () => found({}, { sort: [['_id', 1]] })],
  ['a sort by $meta', () => found({}, { sort: { _id: { $meta: 'textScore' } } })],
  ['the limit -1', () => found({}, { limit: -1 })],
  ['a projection with n: 0', () => found({}, { projection: { n: 0 } })],
  ['a projection that hides fields', () => found({}, { projection: { _id: 0 } })],
  ['a projection with tags: {"$slice":1}', () => found({}, { projection: { tags: { $slice: 1 } } })],
  ['the projection of the path list.a', () => found({}, { projection: { 'list.a': 1 } })],
  ['the projection of the path tags.$', () => found({ tags: 'x' }, { projection: { 'tags.$': 1 } })],
  ['distinct values of the path list.a', () => things.distinct('list.a')],
  ...['skip', 'collation', 'session', 'hint', 'comment', 'min', 'explain'].map(
    (option): [string, () => unknown] => [`the option ${option}`, () => found({}, { [option]: 1 })],
  ),
  ['the option limit', () => things.countDocuments({}, { limit: 1 })],
  ['the option session', () => things.insertOne({ a: 1 }, { session: {} as never })],
  ['the option arrayFilters', () => updated({ $set: { n: 2 } }, { arrayFilters: [{ x: 1 }] })],
  ['the option sort', () => updated({ $set: { n: 2 } }, { sort: { n: 1 } })],
  ...['$mul', '$min', '$push', '$addToSet', '$pullAll', '$pop', '$rename', '$currentDate', '$bit'].map(
    (operator): [string, () => unknown] => [
      `the update operator ${operator}`,
      () => updated({ [operator]: { n: 1 } }),
    ],
  ),
  ['$pull of anything but a text', () => updated({ $pull: { list: { a: 1 } } })],
  ['an update by pipeline', () => updated([{ $set: { n: 2 } }])],
  ['the positional path list.$.a', () => updated({ $set: { 'list.$.a': 1 } })],
  ['the positional path list.$[].a', () => updated({ $inc: { 'list.$[].a': 1 } })],
  ['setting an element past the end of an array', () => updated({ $set: { 'tags.4': 'y' } })],
  [
    '$or or $in in the filter of an upsert',
    () => things.updateOne({ _id: { $in: ['b'] } } as never, { $set: { n: 2 } }, { upsert: true }),
  ],
  [
    "findOneAndUpdate without returnDocument: 'after'",
    () => things.findOneAndUpdate({ _id: 'a' } as never, { $set: { n: 2 } }),
  ],
  ['the bulk operation deleteMany', () => things.bulkWrite([{ deleteMany: { filter: {} } }])],
  ['an empty batch', () => things.insertMany([])],
  ...[
    'aggregate',
    'createIndex',
    'drop',
    'dropIndex',
    'estimatedDocumentCount',
    'findOneAndDelete',
    'findOneAndReplace',
    'indexes',
    'initializeUnorderedBulkOp',
    'listIndexes',
    'watch',
  ].map((method): [string, () => unknown] => [
    `collection.${method}`,
    () => (things as unknown as Record<string, () => unknown>)[method]?.(),
  ]),
  ...['skip', 'project', 'map', 'hasNext', 'forEach', 'rewind', 'batchSize', 'stream'].map(
    (method): [string, () => unknown] => [
      `cursor.${method}`,
      () => (things.find({}) as unknown as Record<string, () => unknown>)[method]?.(),
    ],
  ),
  ['database.command', () => connection.db?.command({ ping: 1 })],
  ['database.dropDatabase', () => connection.db?.dropDatabase()],
  ['client.startSession', () => connection.startSession()],
  ['client.db', () => connection.useDb('other')],
  ['the index option expireAfterSeconds', () => indexed({ key: { at: 1 }, expireAfterSeconds: 1 })],
  ['the index option sparse', () => indexed({ key: { at: 1 }, sparse: true })],
  ['an index of kind "text"', () => indexed({ key: { a: 'text' } })],
  ['an index of kind "hashed"', () => indexed({ key: { a: 'hashed' } })],
  ['an index on the path a.$**', () => indexed({ key: { 'a.$**': 1 } })],
  [
    'a partial index by n that is not one text or boolean',
    () => indexed({ key: { n: 1 }, partialFilterExpression: { n: { $exists: true } } }),
  ],
  ['a regular expression as a value', () => things.insertOne({ a: /x/ })],
  ['a bigint as a value', () => things.insertOne({ a: 1n })],
  ['a function as a value', () => things.insertOne({ a: () => 1 })],
  ['values of type Long', () => things.insertOne({ a: mongoose.mongo.Long.fromNumber(1) })],
  ['a field named __proto__', () => things.insertOne(JSON.parse('{"a": {"__proto__": 1}}') as never)],
];

describe('throws NotSupported and changes nothing', () => {
  it.each(refused)('%s', async (operation, run) => {
    const error = await rejection(run);
    expect(error.name).toBe('NotSupported');
    expect(String(error['operation']).replace(/things\d+/, 'things')).toBe(operation);
    expect(error.message).toContain('Change the repository, or teach the engine');
    expect(await found({})).toEqual([{ _id: 'a', n: 1, text: 'x', list: [{ a: 1 }], tags: ['x'] }]);
  });

  it('an array or an object in an indexed field: on insert, on update, on building the index', async () => {
    const indexes = connection.collection(`indexed${number}`);
    const insert = (document: object) => rejection(() => indexes.insertOne(document as never));
    await indexes.createIndexes([{ key: { 'sub.key': 1 } }]);
    expect(await insert({ _id: 'a', sub: { key: [1] } })).toMatchObject({
      name: 'NotSupported',
      operation: 'an array in an indexed field',
    });
    expect(await insert({ _id: 'a', sub: [{ key: 1 }] })).toMatchObject({
      name: 'NotSupported',
      operation: 'an array in the indexed field sub.key',
    });
    await indexes.insertOne({ _id: 'b', list: [1], sub: { key: 1 } } as never);
    const update = await rejection(() =>
      indexes.updateOne({ _id: 'b' } as never, { $set: { 'sub.key': {} } }),
    );
    expect(update).toMatchObject({ name: 'NotSupported', operation: 'an object in an indexed field' });
    const built = await rejection(() => indexes.createIndexes([{ key: { list: 1 } }]));
    expect(built.name).toBe('NotSupported');
    expect(await indexes.find({ 'sub.key': 1 }).toArray()).toEqual([
      { _id: 'b', list: [1], sub: { key: 1 } },
    ]);
    expect(await storedIndexKeys(connection, indexes.collectionName)).toEqual([['_id'], ['sub.key']]);
  });
});

describe('the table of the README', () => {
  const rows = new Map(
    [...readFileSync(README, 'utf8').matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|/gm)].map(([, name, cell]) => [
      name,
      [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '').sort(),
    ]),
  );
  /** Methods that the class defines, without those that were added to refuse. */
  const methods = ({ prototype }: { readonly prototype: object }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([name, { writable }]) => name !== 'constructor' && writable === true)
      .map(([name]) => name);

  it.each([
    ['Collection methods', methods(EmbeddedCollection)],
    ['Cursor methods', methods(EmbeddedCursor)],
    ['Query operators', Object.values(QUERY_OPERATORS).flat()],
    ['Update operators', Object.keys(UPDATE_OPERATORS)],
    ['Options of `find`', OPTIONS.find],
    ['Options of inserts', OPTIONS.insert],
    ['Options of `bulkWrite`', OPTIONS.bulkWrite],
    ['Fields of a bulk operation', OPTIONS.bulkOperation],
    ['Options of updates', OPTIONS.update],
    ['Options of `findOneAndUpdate`', OPTIONS.findOneAndUpdate],
    ['Options of an index', INDEX_OPTIONS],
  ])('lists what the engine has: %s', (row, supported) => {
    expect(rows.get(row)).toEqual([...supported].sort());
  });
});
