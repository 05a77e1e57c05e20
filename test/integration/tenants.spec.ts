import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { tenancyOf } from '../../src/platform/database/tenants/tenancy.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { storedCollection } from '../support/stored-collection.js';

type Doc = Record<string, unknown>;
type Call = (model: Model<Doc>) => unknown;

const OWN = { practiceId: 'north' };
const KEYS = ['north:a', 'north:b'];

/** Reads and removals, each with one filter, through the model and through its raw collection. */
const BY_FILTER: Readonly<Record<string, (model: Model<Doc>, filter: never) => unknown>> = {
  'model.find': (model, filter) => model.find(filter).lean().exec(),
  'model.find step by step': (model, filter) => model.find(filter).lean().cursor().next(),
  'model.findOne': (model, filter) => model.findOne(filter).lean().exec(),
  'model.exists': (model, filter) => model.exists(filter).exec(),
  'model.countDocuments': (model, filter) => model.countDocuments(filter).exec(),
  'model.distinct': (model, filter) => model.distinct('id', filter).exec(),
  'model.deleteOne': (model, filter) => model.deleteOne(filter).exec(),
  'model.deleteMany': (model, filter) => model.deleteMany(filter).exec(),
  'model.findOneAndDelete': (model, filter) => model.findOneAndDelete(filter).exec(),
  'model.updateOne': (model, filter) => model.updateOne(filter, { $set: { x: 1 } }, { strict: false }).exec(),
  'model.updateMany': (model, filter) =>
    model.updateMany(filter, { $set: { x: 1 } }, { strict: false }).exec(),
  'model.findOneAndUpdate': (model, filter) =>
    model
      .findOneAndUpdate(filter, { $set: { x: 1 } }, { strict: false })
      .lean()
      .exec(),
  'model.aggregate': (model, filter) => model.aggregate([{ $match: filter }, { $limit: 1 }]).exec(),
  'model.bulkWrite': (model, filter) => model.bulkWrite([{ deleteOne: { filter } }]),
  'collection.find': (model, filter) => model.collection.find(filter).toArray(),
  'collection.findOne': (model, filter) => model.collection.findOne(filter),
  'collection.countDocuments': (model, filter) => model.collection.countDocuments(filter),
  'collection.distinct': (model, filter) => model.collection.distinct('id', filter),
  'collection.aggregate': (model, filter) => model.collection.aggregate([{ $match: filter }]).toArray(),
  'collection.deleteMany': (model, filter) => model.collection.deleteMany(filter),
  'collection.updateMany': (model, filter) => model.collection.updateMany(filter, { $set: { x: 1 } }),
  'collection.bulkWrite': (model, filter) =>
    model.collection.bulkWrite([{ updateOne: { filter, update: { $set: { x: 1 } } } }]),
};

/** Filters that only look as if they named one practice. */
const UNBOUND: readonly unknown[] = [
  {},
  { patientId: 'a' },
  { practiceId: { $ne: 'south' } },
  { practiceId: { $in: ['north', 'south'] } },
  { practiceId: /n/ },
  { practiceId: '' },
  { _id: { $in: ['north:a', 'south:b'] } },
  { _id: { $in: ['north:a', 'b'] } },
  { _id: { $gt: 'north:a' } },
  { _id: { $gte: 'north:', $lt: 'south:' } },
  { _id: { $gte: 'north:', $lte: 'north;' } },
  { _id: { $ne: 'north:a' } },
  { $or: [{ practiceId: 'north' }, { practiceId: 'south' }] },
  Object.create({ practiceId: 'north' }),
];

/** Ids that were not made by `docId()`. */
const UNKEYED: readonly unknown[] = [{ _id: 'a' }, { _id: ':a' }];

describe('the guard between practices', () => {
  let product: TestApp;
  let models: readonly (readonly [string, Model<Doc>])[];
  beforeAll(async () => {
    product = await startTestApp();
    const connection = product.app.get<Connection>(getConnectionToken());
    models = Object.entries(connection.models as unknown as Record<string, Model<Doc>>);
  });
  afterAll(() => product.close());

  const guarded = () =>
    models.filter(([, { schema }]) => tenancyOf(schema as never).outsidePractices === null);
  const outcome = async (call: Call, model: Model<Doc>): Promise<string> => {
    try {
      await call(model);
      return 'let through';
    } catch (error) {
      return error instanceof Error ? error.name : 'no error';
    }
  };
  const model = (name: string) => new Map(models).get(name) as Model<Doc>;

  it('covers every operation of every model and of its raw collection', async () => {
    const passed: string[] = [];
    for (const [name, each] of guarded()) {
      const isKeyed = tenancyOf(each.schema as never).key === 'docId';
      for (const [operation, call] of Object.entries(BY_FILTER)) {
        for (const filter of isKeyed ? [...UNBOUND, ...UNKEYED] : UNBOUND) {
          // Mongoose's casting refuses some of them before the guard does. Either way no query is sent.
          const result = await outcome((given) => call(given, filter as never), each);
          if (result !== 'UnboundQuery' && result !== 'CastError') passed.push(`${name} ${operation}`);
        }
      }
    }
    expect(passed).toEqual([]);
    expect(guarded().length).toBeGreaterThan(15);
  });

  it('allows queries that name one practice', async () => {
    for (const [name, each] of guarded()) {
      const { key } = tenancyOf(each.schema as never);
      const filters: unknown[] = [OWN, { ...OWN, id: { $in: ['a'] } }];
      if (key === 'docId')
        filters.push(
          { _id: 'north:a' },
          { _id: { $in: KEYS } },
          { _id: { $in: [] } },
          { _id: { $gt: 'north:a', $lt: 'north;' } },
        );
      if (key === 'practice') filters.push({ _id: 'north' });
      for (const operation of ['model.find', 'model.countDocuments', 'collection.find', 'collection.findOne'])
        for (const filter of filters)
          expect([
            name,
            await outcome((given) => BY_FILTER[operation]?.(given, filter as never), each),
          ]).toEqual([name, 'let through']);
    }
  });

  it('accepts no document without a practice, nor one with an id of another practice', async () => {
    for (const [, each] of guarded()) {
      const { key } = tenancyOf(each.schema as never);
      const wrong: Doc[] = [
        { _id: 'north:a' },
        { _id: 'north:a', practiceId: '' },
        { _id: 'x', practiceId: 'a:b' },
      ];
      if (key !== 'none') wrong.push({ _id: 'south:a', practiceId: 'north' });
      for (const document of wrong) {
        for (const call of [
          ({ collection }: Model<Doc>) => collection.insertOne(document as never),
          ({ collection }: Model<Doc>) => collection.insertMany([document as never]),
          ({ collection }: Model<Doc>) =>
            collection.bulkWrite([{ insertOne: { document: document as never } }]),
        ])
          expect(await outcome(call, each)).toBe('UnboundQuery');
      }
    }
  });

  it('moves no document to another practice, and makes none without a practice', async () => {
    const where = { _id: 'north:a' };
    const changes: [Doc, Doc?][] = [
      [{ $set: { practiceId: 'south' } }],
      [{ $unset: { practiceId: '' } }],
      [{ $rename: { id: 'practiceId' } }],
      [{ $setOnInsert: { practiceId: 'south' } }, { upsert: true }],
      [{ $set: { name: 'a' } }, { upsert: true }],
    ];
    const patients = model('patients').collection;
    for (const [change, options] of changes)
      expect(() => patients.updateOne(where as never, change as never, options as never)).toThrow(
        'patients.updateOne',
      );
    expect(() => patients.updateOne(where as never, [{ $set: { practiceId: 'south' } }] as never)).toThrow();
    for (const replacement of [{ id: 'a' }, { practiceId: 'south' }, { _id: 'south:a', practiceId: 'south' }])
      expect(() => patients.replaceOne(where as never, replacement as never)).toThrow('patients.replaceOne');
    await patients.insertOne({ _id: 'north:a', practiceId: 'north', version: 1 } as never);
    await patients.replaceOne(where as never, { _id: 'north:a', practiceId: 'north', version: 2 } as never);
    expect(await storedCollection(product.app, 'patients').findOne(where)).toMatchObject({ version: 2 });
    await patients.deleteOne(where as never);
  });

  it('lets no pipeline reach another collection, and refuses operations that cannot be bound to a practice', async () => {
    const patients = model('patients');
    for (const stage of [
      { $lookup: { from: 'devices', localField: 'id', foreignField: 'id', as: 'd' } },
      { $unionWith: 'devices' },
      { $merge: 'devices' },
      { $out: 'devices' },
      { $facet: { a: [{ $count: 'n' }] } },
    ])
      expect(
        await outcome((each) => each.aggregate([{ $match: OWN }, stage as never]).exec(), patients),
      ).toBe('UnboundQuery');
    expect(await outcome((each) => each.aggregate([{ $limit: 1 }, { $match: OWN }]).exec(), patients)).toBe(
      'UnboundQuery',
    );
    for (const call of [
      (each: Model<Doc>) => each.estimatedDocumentCount().exec(),
      (each: Model<Doc>) => each.collection.drop(),
      (each: Model<Doc>) => each.collection.rename('others'),
      (each: Model<Doc>) => each.collection.watch().next(),
    ])
      expect(await outcome(call, patients)).toBe('UnboundQuery');
  });

  it('guards a collection that no model declares', async () => {
    const connection = product.app.get<Connection>(getConnectionToken());
    expect(() => connection.collection('leftovers').find(OWN)).toThrow('no model declares this collection');
  });

  it('knows every query across practices, each in its one declared form', async () => {
    const declared = models.flatMap(([name, { schema }]) => {
      const { crossPractice, outsidePractices } = tenancyOf(schema as never);
      return [
        ...(outsidePractices === null ? [] : [`${name}: outside practices`]),
        ...crossPractice.map(({ operation, filter }) => `${name}.${operation} ${JSON.stringify(filter)}`),
      ];
    });
    expect(declared.sort()).toEqual([
      'announcedChanges.distinct {"pending":"true"}',
      'auditEntries.findOne {"practiceId":"gt"}',
      'closeQueue.find {"dueOn":"lte"}',
      'credentials.findOne {"id":"text"}',
      'credentials.findOne {"tokenHash":"text"}',
      'idempotencyKeys.deleteMany {"expiresAt":"lte"}',
      'patients.distinct {"erasurePending":"true"}',
      'practices.distinct {}',
      'sessions.deleteMany {"expiresAt":"lte"}',
      'sessions.deleteOne {"_id":"text"}',
      'sessions.findOne {"_id":"text"}',
      'sessions.updateOne {"_id":"text"}',
      'signInAttempts: outside practices',
      'storeChecks: outside practices',
      'timeEntries.distinct {"replacementPending":"true"}',
      'timers.distinct {"entriesPending":"true"}',
      'timers.find {"state":"text","lastHeartbeatAt":"lte"}',
      'users.findOne {"accountSetupHash":"text"}',
    ]);
    const credentials = model('credentials').collection;
    await credentials.findOne({ tokenHash: 'x' });
    for (const filter of [
      { tokenHash: { $ne: 'x' } },
      { tokenHash: 'x', id: 'y' },
      { tokenHash: /x/ },
      { id: { $gt: '' } },
    ])
      expect(() => credentials.findOne(filter as never)).toThrow('credentials.findOne');
    expect(() => credentials.find({ tokenHash: 'x' })).toThrow('credentials.find');
    expect(() => model('timers').collection.distinct('note', { entriesPending: true })).toThrow(
      'timers.distinct',
    );
  });
});
