import fc from 'fast-check';
import { instant } from '../time/instant.js';
import { clip, intersect, normalize, subtract, totalMillis, type Interval } from './intervals.js';

const span = (start: number, end: number): Interval => ({ start: instant(start), end: instant(end) });

/** A slow model: the set of whole milliseconds that a list covers. */
function points(list: readonly Interval[]): Set<number> {
  const covered = new Set<number>();
  for (const { start, end } of list) for (let at: number = start; at < end; at += 1) covered.add(at);
  return covered;
}

const intervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -2, max: 15 }))
    .map(([at, size]) => span(at, at + size)),
  { maxLength: 12 },
);

describe('half-open intervals', () => {
  it('joins intervals that touch and drops empty ones', () => {
    expect(normalize([span(5, 9), span(1, 5), span(20, 20), span(30, 29)])).toEqual([span(1, 9)]);
  });

  it('lets one end and the next begin at the same instant without an overlap', () => {
    expect(intersect([span(0, 10)], [span(10, 20)])).toEqual([]);
    expect(subtract([span(0, 10)], [span(10, 20)])).toEqual([span(0, 10)]);
  });

  it('cuts a hole out of the middle', () => {
    expect(subtract([span(0, 10)], [span(3, 4), span(6, 7)])).toEqual([span(0, 3), span(4, 6), span(7, 10)]);
  });

  it('cuts one long hole out of several intervals', () => {
    expect(subtract([span(0, 10), span(12, 20), span(22, 30)], [span(5, 25)])).toEqual([
      span(0, 5),
      span(25, 30),
    ]);
  });

  it('equals set arithmetic on instants', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const inA = points(a);
        const inB = points(b);
        expect(points(normalize(a))).toEqual(inA);
        expect(totalMillis(a)).toBe(inA.size);
        expect(points(subtract(a, b))).toEqual(new Set([...inA].filter((at) => !inB.has(at))));
        expect(points(intersect(a, b))).toEqual(new Set([...inA].filter((at) => inB.has(at))));
      }),
    );
  });

  it('returns ordered, disjoint, non-empty intervals with a gap between them', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        for (const list of [normalize(a), subtract(a, b), intersect(a, b)]) {
          for (const [i, { start, end }] of list.entries()) {
            expect(end).toBeGreaterThan(start);
            const next = list[i + 1];
            if (next) expect(next.start).toBeGreaterThan(end);
          }
        }
      }),
    );
  });

  it('splits a whole into parts that sum to it, and leaves its input alone', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const before = JSON.stringify([a, b]);
        expect(totalMillis(intersect(a, b)) + totalMillis(subtract(a, b))).toBe(totalMillis(a));
        for (const one of a)
          for (const other of b) expect(clip(one, other)).toEqual(intersect([one], [other]));
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });
});
