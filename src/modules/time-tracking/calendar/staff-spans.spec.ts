import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/property-runs.js';
import { SpanIndex, type StaffSpan } from './staff-spans.js';

const spanOf = (start: number, length: number, id: number): StaffSpan => ({
  id: `e${id}`,
  staffId: 'S1',
  patientId: 'P1',
  start,
  end: start + length,
});

describe('spans of a staff member', () => {
  it('does not count touching spans as overlapping', () => {
    const index = new SpanIndex([spanOf(0, 10, 1), spanOf(20, 10, 2)]);
    expect(index.overlapping(10, 20)).toEqual([]);
    expect(index.overlapping(9, 21)).toHaveLength(2);
  });

  it('finds the same spans as a scan of all of them', () => {
    const spans = fc
      .array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 60 })), { maxLength: 40 })
      .map((list) => list.map(([start, length], i) => spanOf(start, length, i)));
    fc.assert(
      fc.property(spans, fc.nat(200), fc.integer({ min: 1, max: 60 }), (list, start, length) => {
        const end = start + length;
        const expected = list.filter((span) => span.start < end && span.end > start).map(({ id }) => id);
        const found = new SpanIndex(list).overlapping(start, end).map(({ id }) => id);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });

  it('finds added spans, however many lookups come in between', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(500), { maxLength: 60 }), { maxLength: 8 }), (batches) => {
        const index = new SpanIndex([]);
        const all: StaffSpan[] = [];
        for (const batch of batches) {
          for (const start of batch) {
            const span = spanOf(start, 7, all.length);
            all.push(span);
            index.add(span);
          }
          const found = index.overlapping(250, 300).map(({ id }) => id);
          const expected = all.filter(({ start }) => start < 300 && start + 7 > 250).map(({ id }) => id);
          expect(found.sort()).toEqual(expected.sort());
          expect(index.size).toBe(all.length);
        }
      }),
      propertyRuns(300),
    );
  });
});
