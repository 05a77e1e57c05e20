import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  JSON_DEPTH_MAX,
  JSON_MEMBERS_MAX,
  JSON_PARTS_MAX,
  parseJsonText,
  parseJsonTexts,
} from './json-text.js';

const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const ofMembers = (count: number): string =>
  `{${Array.from({ length: count }, (_, index) => `"k${index}":{"a":1}`).join(',')}}`;
const ofParts = (count: number): string => `[${'1,'.repeat(count - 1)}1]`;

describe('a JSON text from outside', () => {
  it('means the same as to JSON.parse, whatever it holds', () => {
    const value = fc.jsonValue({ maxDepth: 6 }).map((given) => JSON.stringify(given));
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(!/"(__proto__|constructor)":/.test(text) && text.isWellFormed());
        expect(parseJsonText(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused or parsed like JSON.parse does, wherever it is damaged', () => {
    const text = JSON.stringify({ a: ['x\\"y:', { b: '{[,', c: -1.5e3 }], d: { a: 'é\ud83d\udc8a' } });
    for (let at = 0; at < text.length; at += 1) {
      for (const damage of ['', '"', '\\', ':', ',', '{', ']', '\\u', '0']) {
        const damaged = text.slice(0, at) + damage + text.slice(at + 1);
        let parsed: unknown;
        try {
          parsed = JSON.parse(damaged);
        } catch {
          expect(() => parseJsonText(damaged)).toThrow('400');
          continue;
        }
        expect(() => expect(parseJsonText(damaged)).toEqual(parsed)).not.toThrow(TypeError);
      }
    }
  });

  it('gives the text of each element as it was written', () => {
    const blanks = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
    const element = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 1, '\t'));
    fc.assert(
      fc.property(fc.array(element), blanks, (elements, blank) => {
        const texts = elements.map(([value, indent]) => JSON.stringify(value, null, indent));
        fc.pre(!/"(__proto__|constructor)":/.test(texts.join('')) && texts.join('').isWellFormed());
        const text = `${blank}[${texts.map((each) => `${blank}${each}${blank}`).join(',')}]${blank}`;
        expect(parseJsonTexts(text)).toEqual({ value: JSON.parse(text), texts });
      }),
    );
  });

  it.each(['[]', ' [ ] '])('has no elements in %p', (text) => {
    expect(parseJsonTexts(text)).toEqual({ value: [], texts: [] });
  });

  it.each(['{"a":[1,{"b":2}],"c":1.50}', '12e0', '"[,]"', 'null'])(
    'gives all of %p, because it is not a list',
    (text) => {
      expect(parseJsonTexts(` ${text}\r\n`)).toEqual({ value: JSON.parse(text), texts: [text] });
    },
  );

  it.each([
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice, written in two ways', '{"a":1,"\\u0061":2}'],
    ['a name twice within', '[{"b":{"a":1,"c":2,"a":1}}]'],
    ['a poisoned prototype', '{"x":{"__proto__":{"a":1}}}'],
    ['a poisoned prototype, escaped', '{"\\u005f_proto__":1}'],
    ['a constructor', '{"constructor":{"prototype":{"a":1}}}'],
    ['the first half of a pair', '{"a":"\\ud800"}'],
    ['the second half of a pair', '{"a":"x\\uDFFFy"}'],
    ['two first halves', '"\\ud83d\\ud83d"'],
    ['halves apart', '"\\ud83d \\udc8a"'],
    ['half of a pair in a name', '{"\\uDabc":1}'],
    ['too many levels', nested(JSON_DEPTH_MAX + 1)],
    ['a hundred thousand levels', nested(100_000)],
    ['too many elements', ofParts(JSON_PARTS_MAX + 2)],
    ['too many members in one object', ofMembers(JSON_MEMBERS_MAX + 1)],
    ['too many members within', `[{"a":[1,${ofMembers(JSON_MEMBERS_MAX + 1)}]}]`],
    ['no number', '{"a":NaN}'],
    ['nothing', ''],
  ])('is refused for %s', (_name, text) => {
    expect(() => parseJsonText(text)).toThrow('400');
  });

  it('may go to its limits', () => {
    expect(parseJsonText(nested(JSON_DEPTH_MAX))).toBeDefined();
    expect(parseJsonText(ofParts(JSON_PARTS_MAX + 1))).toHaveLength(JSON_PARTS_MAX + 1);
    expect(parseJsonText(`[${ofMembers(JSON_MEMBERS_MAX)},${ofMembers(JSON_MEMBERS_MAX)}]`)).toHaveLength(2);
    expect(parseJsonText('[{"a":1},{"a":{"a":2}},"\\ud83d\\udc8a{[\\\\"]')).toEqual([
      { a: 1 },
      { a: { a: 2 } },
      '💊{[\\',
    ]);
  });
});
