import fc from 'fast-check';
import type { Document } from '../documents/document.js';
import { parseIndexSpec } from '../tables/index-spec.js';
import { TableShape } from '../tables/table-shape.js';
import { askSql } from './ask-sql.js';
import { sqlQuestion } from './read-collection.js';
import { readQuestion } from './read-request.js';

const shape = new TableShape('things', [
  parseIndexSpec({ key: { a: 1, b: 1 } }),
  parseIndexSpec({ key: { b: 1, c: 1 } }),
  parseIndexSpec({ key: { c: 1, a: 1 }, partialFilterExpression: { a: 'x' }, name: 'partial' }),
  parseIndexSpec({ key: { b: 1, d: 1 }, partialFilterExpression: { d: true }, name: 'd' }),
]);

// Few forms, so that most were asked before. Few values, so that some occur twice or are the planner's own.
const text = fc.constantFrom('', 'm', 'x', 'y', 'z', '\0');
const plain = fc.constantFrom<unknown>('x', 'y', 'z', 1, 2.5, new Date(0), new Date(1), true, false, null);
const odd = fc.constantFrom<unknown>(
  1e-20,
  -0,
  NaN,
  Infinity,
  -Infinity,
  new Date(NaN),
  undefined,
  {},
  ['x'],
  /^x/,
);
const some = <T, U>(many: fc.Arbitrary<T>, few: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 12, arbitrary: many }, { weight: 1, arbitrary: few });
const value = some(fc.oneof(text, plain), odd);
const range = fc.record({ $gte: value, $lt: value }, { requiredKeys: ['$gte'] });
const list = fc.record({ $in: some(fc.array(text, { maxLength: 5 }), fc.array(value, { maxLength: 3 })) });
const other = fc.record(
  { $eq: value, $ne: value, $nin: fc.array(value), $exists: fc.boolean() },
  { requiredKeys: [] },
);
const test = fc.oneof({ weight: 3, arbitrary: value }, list, range, some(fc.record({ $ne: value }), other));
const filter = fc.dictionary(fc.constantFrom('_id', 'a', 'b', 'c', 'd', 'e'), test, { maxKeys: 2 });
const options = some(
  fc.constantFrom<Document>({}, { limit: 1 }, { sort: { b: 1, c: -1 }, limit: 2 }, { projection: { a: 1 } }),
  fc.record(
    {
      sort: fc.constantFrom(null, {}, { b: 1 }, { e: 1 }, { a: 'asc' }),
      projection: fc.constantFrom({ a: 1, _id: 0 }, { a: 0 }, { a: true }, { a: true, 'b.c': 1 }),
      limit: fc.constantFrom(0, 2, -1, '3'),
      comment: fc.constantFrom(undefined, 'why'),
    },
    { requiredKeys: [] },
  ),
);

type Asked = ReturnType<typeof askSql>;

function tried(ask: () => Asked): { readonly asked: Asked; readonly refusal: string | null } {
  try {
    return { asked: ask(), refusal: null };
  } catch (error) {
    return { asked: null, refusal: String(error) };
  }
}

/** Everything about a question. Functions are replaced by what they do. */
function described({ asked, refusal }: ReturnType<typeof tried>): unknown {
  if (asked === null) return refusal;
  const { sql, parameters, isSingle, decoder, rest, show } = asked;
  return {
    sql,
    parameters,
    isSingle,
    fields: decoder?.fields,
    isAnswered: rest === null,
    shown: show({ _id: 1, a: 2, z: 3 }),
  };
}

describe('a question whose form was asked before', () => {
  it('becomes the same SQL as the first time', () => {
    let planned = 0;
    fc.assert(
      fc.property(filter, options, (asked: Document, how: Document) => {
        const first = tried(() => askSql(shape, asked, how));
        const second = tried(() => askSql(shape, asked, how));
        const alone = described(tried(() => sqlQuestion(shape, readQuestion(asked, how))));
        expect([described(first), described(second)]).toEqual([alone, alone]);
        if (first.asked !== null && first.asked.show === second.asked?.show) planned += 1;
      }),
      { numRuns: 1_500 },
    );
    expect(planned).toBeGreaterThan(400);
  });

  it('does not reuse a partial index that another value chose', () => {
    for (const a of ['x', 'y', 'x']) {
      const asked = { c: 'm', a };
      expect(askSql(shape, asked, {})?.sql).toBe(sqlQuestion(shape, readQuestion(asked, {}))?.sql);
      expect(askSql(shape, asked, {})?.sql.includes('partial')).toBe(a === 'x');
    }
  });
});
