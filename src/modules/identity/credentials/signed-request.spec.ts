import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SeenSignatures } from './seen-signatures.js';
import { parseSignature, signatureOf } from './signed-request.js';

const PAGE = join(import.meta.dirname, '../../../../docs/security/machines.md');

describe('signed requests', () => {
  it('are signed as in the worked example of the documentation', () => {
    const page = readFileSync(PAGE, 'utf8');
    const example = page.slice(page.indexOf('<!-- example -->'), page.indexOf('<!-- /example -->'));
    const [secret, timestamp, method, path, body, bodySha256, signature] = [
      ...example.matchAll(/`([^`]+)`/g),
    ].map(([, value]) => value as string) as [string, string, string, string, string, string, string];
    expect(createHash('sha256').update(body).digest('hex')).toBe(bodySha256);
    const content = { timestampSeconds: Number(timestamp), method, path, bodySha256 };
    expect(signatureOf(secret, content)).toBe(signature);
  });

  it('name credential, time and signature in a fixed form', () => {
    const signature = 'A0'.repeat(32);
    expect(parseSignature(`Tally-HMAC credential=cred_a-b, timestamp=12, signature=${signature}`)).toEqual({
      credentialId: 'cred_a-b',
      timestampSeconds: 12,
      signature: signature.toLowerCase(),
    });
    for (const wrong of [
      `Tally-HMAC credential=c, timestamp=-1, signature=${signature}`,
      `Tally-HMAC credential=c, timestamp=1.5, signature=${signature}`,
      `Tally-HMAC credential=c, timestamp=1, signature=${signature}0`,
      `Tally-HMAC credential=c:d, timestamp=1, signature=${signature}`,
      `Tally-HMAC timestamp=1, credential=c, signature=${signature}`,
      'Tally-HMAC ',
    ])
      expect(parseSignature(wrong)).toBeNull();
  });
});

describe('used signatures', () => {
  it('are remembered while their timestamp may be in the window, and then forgotten', () => {
    const seen = new SeenSignatures();
    expect(seen.take('first', 1000)).toBe(true);
    expect(seen.take('late', 1599)).toBe(true);
    // Until the last second in which a timestamp 300 seconds ahead would still be accepted.
    expect(seen.take('first', 1600)).toBe(false);
    expect(seen.take('late', 2199)).toBe(false);
    expect(seen.take('late', 2800)).toBe(true);
  });

  it('are bounded: the oldest go first', () => {
    const seen = new SeenSignatures(10);
    for (let n = 0; n < 25; n += 1) expect(seen.take(`s${n}`, 1000)).toBe(true);
    expect(seen.take('s24', 1000)).toBe(false);
    expect(seen.take('s10', 1000)).toBe(false);
    expect(seen.take('s0', 1000)).toBe(true);
  });
});
