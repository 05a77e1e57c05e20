import { describe, expect, it } from '@jest/globals';
import { instant } from '../../../domain/time/instant.js';
import { newTotpSecret, stepOfCode, totpUri } from './one-time-code.js';

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890 in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** Its SHA-1 rows, cut to six digits. */
const ROWS: [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];
const at = (seconds: number) => instant(seconds * 1000);

describe('one-time codes', () => {
  it.each(ROWS)('are those of RFC 6238 at %i s', (seconds, code) => {
    expect(stepOfCode(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('are valid one step early and late, and name their own step', () => {
    const step = Math.floor(1111111109 / 30);
    const answers = [-61, -30, 0, 30, 61].map((off) => stepOfCode(SECRET, '081804', at(1111111109 + off)));
    expect(answers).toEqual([null, step, step, step, null]);
  });

  it('are six digits and nothing else', () => {
    for (const code of ['', '81804', '0081804', ' 081804', '08180４', '081805', 'abcdef'])
      expect(stepOfCode(SECRET, code, at(1111111109))).toBeNull();
  });

  it('are never right without a secret', () => {
    const now = at(59);
    const codes = Array.from({ length: 1000 }, (_, n) => String(n).padStart(6, '0'));
    expect(codes.every((code) => stepOfCode(null, code, now) === null)).toBe(true);
  });

  it('come from secrets of 160 random bits that an authenticator app can read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, 'north ada'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Tally:north ada',
    ]);
    expect(uri.searchParams.get('secret')).toBe(secret);
  });
});
