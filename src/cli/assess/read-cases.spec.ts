import { readCases } from './read-cases.js';

describe('readCases', () => {
  it('reads an array, one object, and one object per line', () => {
    const a = { ok: true, value: { id: 'A' } };
    const b = { ok: true, value: { id: 'B' } };
    expect(readCases('[{"id":"A"},\n{"id":"B"}]')).toEqual([a, b]);
    expect(readCases('{"id":"A"}')).toEqual([a]);
    expect(readCases('{"id":"A"}\n\n{"id":"B"}\n')).toEqual([a, b]);
  });

  it('keeps the other cases of an array when one line is damaged, and names it where it can', () => {
    expect(readCases('[\n{"id":"A"},\n{"id":"X", "input": {,\n{"id":"B"}]')).toEqual([
      { ok: true, value: { id: 'A' } },
      { ok: false, id: 'X', message: 'not JSON' },
      { ok: true, value: { id: 'B' } },
    ]);
  });

  it('keeps values that are not objects, so that they are reported', () => {
    expect(readCases('[null, 3]')).toEqual([
      { ok: true, value: null },
      { ok: true, value: 3 },
    ]);
  });
});
