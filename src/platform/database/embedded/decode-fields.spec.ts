import { decodeDocument, encodeDocument } from './document-codec.js';
import { FieldsDecoder } from './decode-fields.js';

const at = new Date('2026-01-01T00:00:00Z');

describe('decoding no further than some fields', () => {
  it('leaves out what comes behind them', () => {
    const decoder = new FieldsDecoder(['a', 'b']);
    decoder.decode(encodeDocument({ a: 1, b: at, c: 'first', d: 1 }));
    expect(decoder.decode(encodeDocument({ a: 2, b: at, c: 'second', d: 2 }))).toEqual({ a: 2, b: at });
  });

  it.each([
    ['fields in another order', { c: 3, a: 2, b: at }],
    ['a wanted field behind the others', { a: 2, c: 3, b: at }],
    ['a missing field', { a: 2, c: 3 }],
    ['the same name deeper down', { a: { c: 1, x: 2 }, b: at, c: 3 }],
    ['the same name deeper down in a list', { a: [{ x: 1, c: 1 }], b: at, c: 3 }],
    ['the end quoted in a value', { a: ',"c":', b: '{","c":1}', c: 3 }],
    ['names with a dollar', { a: 2, $b: { $date: 1 }, b: 1, c: 3 }],
  ])('answers every wanted field that the document has: %s', (_, document) => {
    const decoder = new FieldsDecoder(['a', 'b']);
    decoder.decode(encodeDocument({ a: 1, b: 1, c: 1 }));
    const decoded = decoder.decode(encodeDocument(document));
    expect(decodeDocument(encodeDocument(document))).toMatchObject(decoded);
    expect([decoded['a'], decoded['b']]).toEqual([document.a, (document as { b?: unknown }).b]);
    // A text that somebody else cut is either enough or refused.
    const [before] = encodeDocument(document).split(decoder.end ?? '');
    const cut = decoder.decodeCut(`${before}}`);
    if (cut !== null) expect([cut['a'], cut['b']]).toEqual([decoded['a'], decoded['b']]);
    const [first] = decoder.decodeCutList(`[${before}},{"a":1,"b":2}]`) ?? [null];
    expect(first).toEqual(cut);
  });
});
