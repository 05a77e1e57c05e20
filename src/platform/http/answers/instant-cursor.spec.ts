import { describe, expect, it } from '@jest/globals';
import { instant } from '../../../domain/time/instant.js';
import { instantCursorField, writeInstantCursor } from './instant-cursor.js';

const field = instantCursorField(/[a-z]{1,4}/);
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('the cursor of a page', () => {
  it('is read back as it was written', () => {
    const cursor = { at: instant(1_767_225_600_000), id: 'abc' };
    expect(writeInstantCursor(cursor)).toBe(encoded('1767225600000.abc'));
    expect(field.parse(writeInstantCursor(cursor))).toEqual(cursor);
    const before1970 = { at: instant(-1), id: 'abc' };
    expect(field.parse(writeInstantCursor(before1970))).toEqual(before1970);
  });

  it.each(['', '1.', '.abc', '1.abcde', '1.ABC', '1 .abc', '1.abc\n', '1234567890123456.abc'])(
    'is refused when the product did not write it: %j',
    (text) => {
      const issues = field.safeParse(encoded(text)).error?.issues.map(({ message }) => message);
      expect(issues).toEqual(['must be the "next" of an earlier page']);
    },
  );
});
