import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Query } from 'mingo';
import type mongoose from 'mongoose';
import { openEmbeddedTestDatabase, type TestDatabase } from '../../support/database.js';

// Random documents and random filters. The engine, with and without indexes, must find what mingo finds in a plain array.
// The values are those on which mingo and the server agree.

type Doc = Record<string, unknown>;

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('', 'a', 'ab', 'b', 'c d'),
  fc.boolean(),
  fc.constantFrom(new Date(0), new Date(86_400_000), new Date(-5)),
  fc.double({ min: -2, max: 2, noNaN: true }).map((value) => (Math.abs(value) < Number.EPSILON ? 0 : value)),
);
const nullable = fc.oneof({ weight: 5, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant(null) });
const document = fc.record(
  {
    a: nullable,
    b: nullable,
    s: fc.record({ x: nullable }, { requiredKeys: [] }),
    list: fc.array(scalar, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const path = fc.constantFrom('a', 'b', 's.x', 'list');
const test = fc.oneof(
  nullable,
  fc.record({ $eq: nullable }),
  fc.record({ $ne: nullable }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $gt: scalar, $ne: scalar }),
  fc.record({ $in: fc.array(nullable, { maxLength: 4 }) }),
  fc.record({ $nin: fc.array(nullable, { maxLength: 4 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
  fc.record({ $not: fc.record({ $gte: scalar, $lt: scalar }) }),
);
const leaf = fc.tuple(path, test).map(([name, condition]) => ({ [name]: condition }));
const { filter } = fc.letrec<{ filter: Doc }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(leaf, leaf).map(([one, two]) => ({ ...one, ...two })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((branches) => ({ $and: branches })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((branches) => ({ $or: branches })),
  ),
}));

const RANKS: Record<string, number> = { number: 2, string: 3, boolean: 8 };
function rank(value: unknown): number {
  if (value === null || value === undefined) return 1;
  return value instanceof Date ? 9 : (RANKS[typeof value] ?? 0);
}
function compare(a: unknown, b: unknown): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0 || rank(a) === 1) return difference;
  return (a as number) < (b as number) ? -1 : Number((a as number) > (b as number));
}

describe('random filters', () => {
  let database: TestDatabase;
  let plain: mongoose.Collection;
  let indexed: mongoose.Collection;

  beforeAll(async () => {
    database = await openEmbeddedTestDatabase('none');
    plain = database.connection.collection('plain');
    indexed = database.connection.collection('indexed');
    await indexed.createIndexes([
      { key: { a: 1, b: -1 } },
      { key: { b: 1 } },
      { key: { 's.x': 1, a: 1 } },
      { key: { b: 1, a: 1 }, name: 'partial', partialFilterExpression: { a: 'a' } },
      { key: { a: -1 }, name: 'partial-true', partialFilterExpression: { b: true } },
    ]);
  });
  afterAll(() => database.close());

  it('find what mingo finds, and sort by type and value', async () => {
    const property = fc.asyncProperty(
      fc.array(document, { maxLength: 25 }),
      fc.array(filter, { minLength: 3, maxLength: 6 }),
      async (documents, filters) => {
        const stored: Doc[] = documents.map((fields, _id) => ({ _id, ...fields }));
        for (const collection of [plain, indexed]) {
          await collection.deleteMany({});
          if (stored.length > 0) await collection.insertMany(stored as never);
          for (const asked of filters) {
            const query = new Query(asked);
            const expected = stored.filter((candidate) => query.test(candidate));
            const found = await collection.find(asked as never, { sort: { _id: 1 } }).toArray();
            expect(found).toEqual(expected);
            expect(await collection.countDocuments(asked as never)).toBe(expected.length);
            // The plain collection has no index to sort by.
            const sort: Doc = collection === plain ? { _id: 1 } : { b: -1, a: 1, _id: 1 };
            const sorted = await collection.find(asked as never, { sort: sort as never, limit: 7 }).toArray();
            const inOrder = [...expected].sort(
              (one, two) =>
                (collection === plain ? 0 : -compare(one['b'], two['b']) || compare(one['a'], two['a'])) ||
                compare(one['_id'], two['_id']),
            );
            expect(sorted.map(({ _id }) => _id as unknown)).toEqual(
              inOrder.slice(0, 7).map(({ _id }) => _id),
            );
          }
        }
      },
    );
    const impossible = { $and: [{ a: { $lte: '' } }, { $or: [{ a: { $in: [] } }] }] };
    // Nothing can match, and the index sees only half of the reason.
    const halfAsked = {
      $and: [{ a: { $gt: '' } }, { $or: [{ $and: [{ a: { $in: [] } }, { list: { $gt: '' } }] }] }],
    };
    await fc.assert(property, {
      numRuns: 300,
      examples: [
        [[{ a: 1 }], [impossible, { a: 1, b: { $not: { $nin: [] } } }, { $or: [impossible] }]],
        [[{ a: 'ab' }], [halfAsked, { $or: [halfAsked] }, { a: { $gt: '' } }]],
      ],
    });
  });
});
