import fc from 'fast-check';
import { indexSpans, overlapping, type StaffSpan } from './staff-spans.js';

const spanOf = (start: number, length: number, id: number): StaffSpan => ({
  id: `e${id}`,
  staffId: 'S1',
  patientId: 'P1',
  start,
  end: start + length,
});

describe('spans of a staff member', () => {
  it('touching is not overlapping', () => {
    const index = indexSpans([spanOf(0, 10, 1), spanOf(20, 10, 2)]);
    expect(overlapping(index, 10, 20)).toEqual([]);
    expect(overlapping(index, 9, 21)).toHaveLength(2);
  });

  it('finds exactly what a look at every span finds', () => {
    const spans = fc
      .array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 60 })), { maxLength: 40 })
      .map((list) => list.map(([start, length], i) => spanOf(start, length, i)));
    fc.assert(
      fc.property(spans, fc.nat(200), fc.integer({ min: 1, max: 60 }), (list, start, length) => {
        const end = start + length;
        const expected = list.filter((span) => span.start < end && span.end > start).map(({ id }) => id);
        const found = overlapping(indexSpans(list), start, end).map(({ id }) => id);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 1000 },
    );
  });
});
