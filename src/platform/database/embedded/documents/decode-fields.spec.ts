import { listOf } from './cut-texts.js';
import { FieldsDecoder } from './decode-fields.js';
import { decodeDocument, encodeDocument } from './document-codec.js';
import type { Document } from './document.js';

const at = new Date('2026-01-01T00:00:00Z');
const show = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => ['a', 'b', 'r'].includes(name)));

/** A decoder that learned from documents that mostly lack `r`. */
function learned(first: object): FieldsDecoder {
  const decoder = new FieldsDecoder(['a', 'b', 'r']);
  decoder.learnFrom({ ...first });
  return decoder;
}

describe('decoding only some fields', () => {
  it('leaves out what comes before and after them', () => {
    const decoder = learned({ z: 0, a: 1, b: at, c: 'first', d: 1 });
    const text = encodeDocument({ z: 0, a: 2, b: at, c: 'second', d: 2 });
    expect(JSON.parse(listOf([text], decoder.cut))).toEqual([{ a: 2, b: { $date: at.getTime() } }]);
    expect(decoder.decode(text, show)).toEqual({ a: 2, b: at });
  });

  it.each([
    ['the same fields', { z: 0, a: 2, b: at, c: 3 }],
    ['nothing before them', { a: 2, b: at, c: 3 }],
    ['nothing after them', { z: 0, a: 2, b: at }],
    ['fields in another order', { c: 3, a: 2, b: at }],
    ['the second before the first', { b: at, a: 2, c: 3 }],
    ['a requested field after the others', { z: 0, a: 2, c: 3, b: at }],
    ['a missing field', { z: 0, a: 2, c: 3 }],
    ['a rare field after the others', { z: 0, a: 2, b: at, c: 3, r: 'r' }],
    ['a rare field before the others', { r: 'r', z: 0, a: 2, b: at, c: 3 }],
    ['another field between them', { z: 0, a: 2, x: 1, b: at, c: 3 }],
    ['the same names in a document before them', { z: { y: 0, a: 1, b: 1, c: 1 }, a: 2, b: at, c: 3 }],
    ['the same names in a list before them', { z: [{ y: 0, a: 1, b: 1, c: 1 }], a: 2, b: at, c: 3 }],
    ['a brace in a value before them', { z: '{', a: 2, b: at, c: 3 }],
    ['the same name deeper down', { z: 0, a: { c: 1, x: 2 }, b: at, c: 3 }],
    ['the same name deeper down in a list', { z: 0, a: [{ x: 1, c: 1 }], b: at, c: 3 }],
    ['the marks quoted in values', { z: ',"a":1', a: ',"c":', b: '{","c":1}', c: 3 }],
    ['names with a dollar', { z: 0, a: 2, $b: { $date: 1 }, b: 1, c: 3 }],
  ])('returns every requested field that the document has, alone and with others: %s', (_, document) => {
    const decoder = learned({ z: 0, a: 1, b: 1, c: 1 });
    const usual = { z: 0, a: 1, b: 2, c: 3 };
    const shown = show(decodeDocument(encodeDocument(document)));
    expect(decoder.decode(encodeDocument(document), show)).toEqual(shown);
    for (const list of [
      [document, usual],
      [usual, document],
    ]) {
      const texts = list.map((each) => encodeDocument(each));
      const cut = decoder.decodeList(listOf(texts, decoder.cut), show);
      if (cut !== null) expect(cut).toEqual(list.map((each) => show(each)));
    }
  });
});
