import { Secret, TOTP } from 'otpauth';
import type { Instant } from '../../../domain/time/instant.js';

const STEP_SECONDS = 30;
const DIGITS = 6;
const CODE = /^[0-9]{6}$/;
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
/** RFC 6238, 5.2: allows one step for a clock that is slightly off or a code that is typed slowly. */
const STEPS_OFF_MAX = 1;
const ISSUER = 'Tally';
/** Checked for users without a secret, so that the work is the same. */
const NOBODYS_SECRET = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Makes a shared secret, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The URI that an authenticator app reads from a QR code. */
export function totpUri(secret: string, label: string): string {
  return totp(secret, label).toString();
}

/**
 * The 30-second step (counted since 1970) that the code belongs to. Null unless it is the code of the current step, the
 * one before or the one after. Uses RFC 6238 with SHA-1, which every authenticator supports. The caller refuses a step
 * that was used before.
 */
export function stepOfCode(secret: string | null, code: string, now: Instant): number | null {
  // The library throws on multi-byte characters.
  if (!CODE.test(code)) return null;
  const delta = totp(secret ?? NOBODYS_SECRET).validate({
    token: code,
    timestamp: now,
    window: STEPS_OFF_MAX,
  });
  if (delta === null || secret === null) return null;
  return Math.floor(now / 1000 / STEP_SECONDS) + delta;
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: STEP_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
